/** Series whose measure in a table has a shorter name; all others keep their own. */
const shorter: Readonly<Record<string, string | undefined>> = { cpu_cores: 'cores', memory_bytes: 'bytes' };

/** Series that say what a resource has, not what it uses, by the measure that they limit. */
const limitOf: Readonly<Record<string, string | undefined>> = {
  cpu_limit_cores: 'cores',
  memory_limit_bytes: 'bytes',
  connections_limit: 'connections',
};

/** How many a resource consists of. Where that changes, everything else that it used changes its meaning. */
export const countMeasures: readonly string[] = ['tasks', 'replicas', 'instances'];

/** CPU used as a share of what there is, where it is not known how much that is; a cache's engine has one thread. */
export const cpuShares: readonly string[] = ['cpu_share', 'engine_cpu_share'];

/** Requests a second as the resource itself counted them. */
export const ownThroughput = 'requests_per_sec';

/** What a series with this metric's name tells of its resource, and how the measure is named in a table. */
export function meaningOf(metric: string): { readonly kind: 'use' | 'limit'; readonly measure: string } {
  const limited = limitOf[metric];
  if (limited !== undefined) return { kind: 'limit', measure: limited };
  return { kind: 'use', measure: shorter[metric] ?? metric };
}

/** Measures that a CSV has columns for, named `<resource>_<measure>`; of two that end alike the longer stands first. */
export const csvMeasures: readonly string[] = [
  'busiest_thread_cores',
  'engine_cpu_share',
  'cores',
  'bytes_per_sec',
  'bytes',
  'connections',
  ownThroughput,
  'iops',
  'open_files',
  'threads',
  ...countMeasures,
];
