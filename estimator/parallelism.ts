import type { Parallelism } from '../core/records/index.ts';
import type { Bin } from './clean-bins.ts';

/** From this share of the CPU in one thread on, that thread is the server. */
const singleThreadShare = 0.8;

/**
 * How many cores the server can use, from its busiest thread: when that thread reaches a whole core, all threads
 * together use Σcpu/Σbusiest. A server whose work is spread unevenly reads too low, never too high.
 */
export function parallelismOf(bins: readonly Bin[]): Parallelism {
  const seen = bins.flatMap(({ cpuCores, busiestThreadCores }) =>
    busiestThreadCores === null ? [] : [{ cpuCores, busiestThreadCores }],
  );
  const cpu = seen.reduce((sum, bin) => sum + bin.cpuCores, 0);
  const busiest = seen.reduce((sum, bin) => sum + bin.busiestThreadCores, 0);
  if (busiest === 0) return { cores: null, basis: 'not-observed' };
  if (busiest >= singleThreadShare * cpu) return { cores: 1, basis: 'single-thread' };
  return { cores: cpu / busiest, basis: 'multi-thread' };
}
