import { median } from '../median.ts';
import { periodOf } from './stretches.ts';
import type { Watched } from './watched.ts';

/** Where the bins of a run begin, `phaseMs` + n·`periodMs`, and how long they are. */
export interface BinGrid {
  readonly periodMs: number;
  readonly phaseMs: number;
}

/** What the clients are counted in. */
export const secondMs = 1_000;

/**
 * Bins that follow the coarsest of the resources that set them, or of all where none does: they are as long as its
 * points stand for, in whole seconds, and begin where these do. A source of one second a point follows the clients'
 * seconds, and so does a run without any.
 */
export function binGrid(resources: readonly Watched[]): BinGrid {
  const setting = resources.filter(({ setsBins }) => setsBins);
  const coarsest = (setting.length > 0 ? setting : resources).reduce<{
    lead: Watched['lead'];
    periodMs: number;
  }>(
    (found, each) => {
      const periodMs = periodOf(each.lead) ?? 0;
      return periodMs > found.periodMs ? { lead: each.lead, periodMs } : found;
    },
    { lead: [], periodMs: 0 },
  );
  const periodMs = Math.max(1, Math.round(coarsest.periodMs / secondMs)) * secondMs;
  if (periodMs === secondMs) return { periodMs, phaseMs: 0 };
  return {
    periodMs,
    phaseMs: phaseOf(
      coarsest.lead.map(({ startMs }) => startMs),
      periodMs,
    ),
  };
}

/** The median of the times modulo the period, taken around the first of them, since a phase has no beginning. */
function phaseOf(times: readonly number[], periodMs: number): number {
  const [first = 0] = times;
  const around = times.map((time) => time - first - periodMs * Math.round((time - first) / periodMs));
  const phase = first + (median(around) ?? 0);
  return phase - periodMs * Math.floor(phase / periodMs);
}
