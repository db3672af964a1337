import type { AchievedLoad, IntendedLoad, StepResult } from '../../core/records/index.ts';
import type { MergedSeries } from '../coordinator/merge.ts';
import { selectCount } from '../coordinator/select.ts';

/** What came of the intended load, in its rate and in its mix. */
export function achievedLoad(
  intended: IntendedLoad,
  steps: readonly StepResult[],
  series: readonly MergedSeries[],
  durationMs: number,
): AchievedLoad {
  const mix = mixOf(series, Object.keys(intended.mix ?? {}));
  return { ...rateOf(intended.ratePerSec, steps, series, durationMs), ...(mix && { mix }) };
}

/** The rate in the step whose target is the intended rate, to within 1 %, or else over the whole run. */
function rateOf(
  intendedPerSec: number,
  steps: readonly StepResult[],
  series: readonly MergedSeries[],
  durationMs: number,
): Omit<AchievedLoad, 'mix'> {
  const totals = new Map<number, { target: number; started: number }>();
  for (const { index, model, target, iterationsPerSec } of steps) {
    if (model === 'closed' || iterationsPerSec === null) continue;
    const total = totals.get(index) ?? { target: 0, started: 0 };
    totals.set(index, { target: total.target + target, started: total.started + iterationsPerSec });
  }
  const [held] = [...totals].filter(
    ([, { target }]) => Math.abs(target - intendedPerSec) <= 0.01 * intendedPerSec,
  );
  if (held) return { ratePerSec: held[1].started, stepIndex: held[0] };
  const iterations = selectCount(series, 'iterations');
  return { ratePerSec: iterations > 0 ? iterations / (durationMs / 1_000) : null, stepIndex: null };
}

/**
 * Shares of the journeys: those that the script counts in a counter `journeys` by its tag `journey`, or else of the
 * wanted names as k6 scenarios, as groups, or as requests.
 */
function mixOf(
  series: readonly MergedSeries[],
  wanted: readonly string[],
): Record<string, number> | undefined {
  const counted = [
    countsBy(series, 'journeys', 'journey'),
    only(wanted, countsBy(series, 'iterations', 'scenario')),
    only(wanted, countsBy(series, 'group_duration', 'group')),
    only(wanted, countsBy(series, 'http_reqs', 'name')),
  ].find(({ size }) => size > 0);
  if (!counted) return undefined;
  const total = [...counted.values()].reduce((sum, count) => sum + count, 0);
  return Object.fromEntries([...counted].map(([name, count]) => [name, count / total]));
}

/** How often each value of a tag was counted by a counter, or by the values of a trend. */
function countsBy(series: readonly MergedSeries[], metric: string, tag: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { metric: own, tags, state } of series) {
    const name = tags[tag]?.replace(/^::/, '');
    if (own !== metric || !name) continue;
    const count = state.type === 'counter' ? state.count : state.type === 'trend' ? state.histogram.count : 0;
    if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return counts;
}

function only(names: readonly string[], counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...counts].filter(([name]) => names.includes(name)));
}
