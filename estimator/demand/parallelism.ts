import type { Parallelism } from '../../core/records/index.ts';
import type { ServerBin } from './server-bins.ts';

/** From this share of the CPU in one thread on, that thread is the server. */
const singleThreadShare = 0.8;

/**
 * How many cores the server can use, from its busiest thread: when that thread reaches a whole core, all threads
 * together use Σcpu/Σbusiest. A server whose work is spread unevenly reads too low, never too high.
 */
export function parallelismOf(bins: readonly ServerBin[]): Parallelism {
  const seen = bins.flatMap(({ used: { cores, busiest_thread_cores: busiest } }) =>
    typeof cores === 'number' && typeof busiest === 'number' ? [{ cores, busiest }] : [],
  );
  const cpu = seen.reduce((sum, { cores }) => sum + cores, 0);
  const busiest = seen.reduce((sum, bin) => sum + bin.busiest, 0);
  if (busiest === 0) return { cores: null, basis: 'not-observed' };
  if (busiest >= singleThreadShare * cpu) return { cores: 1, basis: 'single-thread' };
  return { cores: cpu / busiest, basis: 'multi-thread' };
}
