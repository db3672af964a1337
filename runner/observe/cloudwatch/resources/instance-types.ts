import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import { type Capacity, lookUp } from './resource.ts';

const mib = 2 ** 20;

/** What instance types have, by name; and why that is not known, if it is not. */
export interface InstanceTypes {
  readonly capacities: ReadonlyMap<string, Required<Capacity>>;
  readonly notes: readonly string[];
}

/** Looks up what EC2 instance types have. */
export async function findInstanceTypes(place: AwsPlace, names: readonly string[]): Promise<InstanceTypes> {
  const wanted = [...new Set(names)];
  if (wanted.length === 0) return { capacities: new Map(), notes: [] };
  const { EC2Client, DescribeInstanceTypesCommand } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(clientSettings(place));
  const found = await lookUp(place, 'ec2:DescribeInstanceTypes', () =>
    client.send(
      // By a filter a type that EC2 does not have is left out; by name it would fail all.
      new DescribeInstanceTypesCommand({ Filters: [{ Name: 'instance-type', Values: wanted }] }),
    ),
  );
  if ('failure' in found) {
    return {
      capacities: new Map(),
      notes: [`the size of ${wanted.join(', ')} is not known: ${found.failure.text}`],
    };
  }
  const capacities = new Map(
    (found.value.InstanceTypes ?? []).map(({ InstanceType = '', VCpuInfo, MemoryInfo }) => [
      InstanceType as string,
      { cores: VCpuInfo?.DefaultVCpus ?? 0, memoryBytes: (MemoryInfo?.SizeInMiB ?? 0) * mib },
    ]),
  );
  const unknown = wanted.filter((name) => !capacities.has(name));
  return {
    capacities,
    notes: unknown.length > 0 ? [`EC2 knows no instance type ${unknown.join(', ')}: use stays a share`] : [],
  };
}

/** The EC2 type that a class of RDS or a node type of ElastiCache runs on: they share the name after the first dot. */
export function ec2TypeOf(instanceClass: string): string | undefined {
  const type = /^(?:db|cache)\.(\w+\.\w+)$/.exec(instanceClass)?.[1];
  return type;
}
