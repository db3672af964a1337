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
  return { ...ratesOf(intended.ratePerSec, steps, series, durationMs), ...(mix && { mix }) };
}

/** The rates in the step whose target is the intended rate, to within 1 %, or else over the whole run. */
function ratesOf(
  intendedPerSec: number,
  steps: readonly StepResult[],
  series: readonly MergedSeries[],
  durationMs: number,
): Omit<AchievedLoad, 'mix'> {
  const open = steps.filter(({ model, measuredMs }) => model === 'open' && measuredMs > 0);
  const sum = (own: readonly StepResult[], value: (step: StepResult) => number | null) =>
    own.reduce((total, step) => total + (value(step) ?? 0), 0);
  for (const index of new Set(open.map((step) => step.index))) {
    const own = open.filter((step) => step.index === index);
    if (Math.abs(sum(own, ({ target }) => target) - intendedPerSec) > 0.01 * intendedPerSec) continue;
    return {
      ratePerSec: sum(own, ({ iterationsPerSec }) => iterationsPerSec),
      requestsPerSec: sum(own, ({ requestsPerSec }) => requestsPerSec),
      stepIndex: index,
    };
  }
  const perSec = (metric: string) => {
    const count = selectCount(series, metric);
    return count > 0 ? count / (durationMs / 1_000) : null;
  };
  return { ratePerSec: perSec('iterations'), requestsPerSec: perSec('http_reqs'), stepIndex: null };
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
