import { LoadtestError } from '../errors.ts';
import type { K6Options } from '../records/k6-options.ts';
import type { GuardDecision } from '../records/run-plan.ts';

/**
 * The options with the guard in them: `blacklistIPs` holds what must not be dialled besides the script's own, and
 * `rps` the worker's share of the rate ceiling. k6's `rps` limits each process, so the script's own is shared out
 * too; it counts HTTP requests only.
 *
 * @throws LoadtestError GUARD_REFUSED when less than one request a second is left for each worker
 */
export function applyGuard(options: K6Options, decision: GuardDecision, workers: number): K6Options {
  const blacklistIPs = [...new Set([...(options.blacklistIPs ?? []), ...decision.blocked])];
  const own = options.rps ?? 0;
  const ratePerSec = Math.min(decision.maxRatePerSec ?? Infinity, own > 0 ? own : Infinity);
  if (ratePerSec === Infinity) return { ...options, blacklistIPs };
  const rps = Math.floor(ratePerSec / workers);
  if (rps < 1) {
    throw new LoadtestError(
      'GUARD_REFUSED',
      `the rate ceiling of ${ratePerSec} requests/s leaves less than 1 for each of ${workers} workers`,
      { hint: 'use fewer workers or raise the ceiling' },
    );
  }
  return { ...options, blacklistIPs, rps };
}
