import { addressLines } from '../cost/addresses.ts';
import { hourLine, type Line, tierLine } from '../cost/line.ts';
import { findPrice } from '../prices/find-price.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { Premises } from '../sizing/site.ts';
import { rejectionOf } from './cheapest.ts';

/** Minutes from the decision to run another instance until it serves; 2 to 4 are usual. */
export const ec2StartMinutes = 3;

/** The instance types of a region with their price, by family: `m7g` and its sizes from the smallest on. */
export function ec2Families({ priceBook, region, hardware }: Premises): readonly (readonly InstanceType[])[] {
  const priced = new Set(
    priceBook.rows
      .filter((row) => row.service === 'AmazonEC2' && row.region === region)
      .map(({ item }) => item),
  );
  const families = new Map<string, InstanceType[]>();
  for (const type of hardware) {
    if (!priced.has(type.name) || type.name.includes('metal')) continue;
    const [family = ''] = type.name.split('.');
    families.set(family, [...(families.get(family) ?? []), type]);
  }
  return [...families.values()].map((types) => types.sort((a, b) => a.vcpu - b.vcpu));
}

/** What a number of instances costs a month with its root volumes and addresses. */
export function ec2Lines(
  site: Premises,
  { name, architecture }: InstanceType,
  instances: number,
): readonly Line[] {
  const { priceBook, region, deployment } = site;
  const query = { service: 'AmazonEC2', region };
  const attributes = { os: 'Linux', tenancy: 'Shared', arch: architecture };
  const price = findPrice(priceBook, { ...query, item: name, attributes });
  const volume = findPrice(priceBook, { ...query, item: 'EBS gp3 storage' });
  return [
    hourLine('compute', `EC2 ${name}`, price, instances),
    tierLine('storage', 'EBS gp3 root volumes', [volume], deployment.rootVolumeGb * instances),
    ...addressLines(site, instances),
  ];
}

/** Types whose CPU above a baseline is paid with credits: a short test makes them look free. */
export function burstableRejections(platform: string, families: readonly (readonly InstanceType[])[]) {
  return families.flatMap(([first]) =>
    first?.burstable
      ? [
          rejectionOf(
            {
              platform,
              size: `${first.name.split('.')[0]}.*`,
              architecture: first.architecture,
              vcpu: first.vcpu,
            },
            'CPU above a baseline is paid with credits, which a test does not show',
          ),
        ]
      : [],
  );
}
