import type { Architecture } from '../../core/records/index.ts';
import { addressLines } from '../cost/addresses.ts';
import { hourLine } from '../cost/line.ts';
import { findPrice } from '../prices/find-price.ts';
import type { Site } from '../sizing/site.ts';
import { cheapestOf } from './cheapest.ts';
import { fargateSizes, fargateStartMinutes } from './fargate-sizes.ts';
import type { Offer, Platform } from './platform.ts';

const name = 'ecs-fargate';
/** The default of `nofile`, soft and hard (AWS, API reference of ECS, Ulimit); a task definition may set another. */
const openFiles = 65_535;

/** Tasks of an ECS service on Fargate, x86 and ARM; ECS Express Mode is the same tasks behind a shared load balancer. */
export const ecsFargate: Platform = {
  name,
  size: (site) =>
    cheapestOf(
      site,
      (['x86_64', 'arm64'] as const).flatMap((architecture) => offersOf(site, architecture)),
    ),
};

/** Every size on both architectures. */
export function ecsFargateOffers(site: Site): readonly Offer[] {
  return (['x86_64', 'arm64'] as const).flatMap((architecture) => offersOf(site, architecture).flat());
}

/** The memories of each vCPU size: of these the cheapest sufficient one is an option. */
function offersOf(site: Site, architecture: Architecture): readonly (readonly Offer[])[] {
  const price = (item: string) =>
    findPrice(site.priceBook, {
      service: 'AmazonECS',
      region: site.region,
      item,
      attributes: { os: 'Linux', arch: architecture },
    });
  const vcpuHour = price('Fargate vCPU');
  const gbHour = price('Fargate memory');
  return fargateSizes.map(({ vcpu, memoryGb }) =>
    memoryGb.map((gb) => ({
      platform: name,
      size: `${vcpu} vCPU, ${gb} GB`,
      unit: 'task',
      architecture,
      threadsPerCore: architecture === 'x86_64' ? 2 : 1,
      vcpu,
      memoryGb: gb,
      networkGbps: null,
      openFiles,
      notes: [],
      charges: {
        linesOf: (tasks) => [
          hourLine('compute', 'Fargate vCPU', vcpuHour, vcpu * tasks),
          hourLine('compute', 'Fargate memory', gbHour, gb * tasks),
          ...addressLines(site, tasks),
        ],
        nodesOf: undefined,
        gbPerBalancerUnit: 1,
        needsNat: site.deployment.subnets === 'private',
        startLagMinutes: fargateStartMinutes,
        isScaled: true,
      },
    })),
  );
}
