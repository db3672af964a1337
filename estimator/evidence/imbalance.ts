import type { Measurements, Usage } from '../../core/records/index.ts';
import { serversIn } from '../demand/server-bins.ts';

/** What the busiest server used and what one used on average, in the sources' own measures. */
const measured: readonly ((usage: Usage, servers: number) => readonly [busiest: unknown, mean: unknown])[] = [
  ({ busiest_pod_cores: busiest, cores }, servers) => [busiest, typeof cores === 'number' && cores / servers],
  ({ busiest_task_cpu_share: busiest, cpu_share: mean }) => [busiest, mean],
  ({ busiest_instance_cpu_share: busiest, cpu_share: mean }) => [busiest, mean],
];

/**
 * How unevenly several servers of a resource shared its load: highest over mean CPU, Σ busiest / Σ mean over the clean bins; 1
 * where they shared it evenly. `null` where never two were seen, or nobody told them apart.
 */
export function imbalanceOf({ bins }: Measurements, resource: string): number | null {
  const seen = bins.flatMap(({ used, durationMs }) => {
    const usage = used[resource] ?? {};
    const servers = serversIn(usage);
    if (servers < 2) return [];
    return measured.flatMap((of) => {
      const [busiest, mean] = of(usage, servers);
      return typeof busiest === 'number' && typeof mean === 'number' ? [{ busiest, mean, durationMs }] : [];
    });
  });
  const sum = (of: (bin: (typeof seen)[number]) => number) =>
    seen.reduce((total, bin) => total + of(bin) * bin.durationMs, 0);
  const mean = sum((bin) => bin.mean);
  return mean > 0 ? Math.max(1, sum(({ busiest }) => busiest) / mean) : null;
}
