import { weekOf } from '../../estimator/index.ts';
import { minuteLoads } from '../../estimator/month/minute-loads.ts';
import { scaleWeek } from '../../estimator/month/target-tracking.ts';
import { platformNames } from '../../estimator/platform-names.ts';
import { sizeOptions } from '../../estimator/sizing/options.ts';
import { drawFactors } from '../../estimator/uncertainty/draws.ts';
import { drawnPlanOf, uncertaintyOf } from '../../estimator/uncertainty/uncertain-options.ts';
import { makeSite } from '../estimator/site.ts';
import { atMost, type Benchmark, type Findings, median, rounded } from './bench.ts';

const plans = 1_000;
const repeats = 5;

/** How long the estimator computes: the uncertainty of many candidate plans, and a month by the minute. No load, no network. */
export const estimator: Benchmark = {
  measures: `${plans} candidate plans with 2,000 draws each, and a month minute by minute`,
  async run({ quick }) {
    const site = makeSite({
      traffic: weekOf({ requestsPerDay: 9e6, peakHourShare: 0.12, peakRatio: 1.5 }),
      utilisation: 0.7,
      demand: { cpuSecPerRequest: { low: 0.0115, mid: 0.012, high: 0.0125 } },
      deployment: { responseBytes: 20_000 },
    });
    const { candidates } = sizeOptions(site, platformNames);
    const factors = drawFactors(site.demand, undefined);
    const count = quick ? plans / 10 : plans;
    const drawnMs = elapsedMs(() => {
      for (let i = 0; i < count; i++) {
        const candidate = candidates[i % candidates.length];
        if (candidate) uncertaintyOf(candidate, drawnPlanOf(site, candidate, null, factors), factors);
      }
    });
    const loads = minuteLoads(site.traffic);
    const task = {
      cores: 2,
      idleCores: 0.02,
      cpuSecPerRequest: 0.012,
      safeUtilisation: 0.7,
      startLagMinutes: 2,
    };
    const weekMs = elapsedMs(() =>
      scaleWeek(loads, task, { target: 0.4, minTasks: 2, maxTasks: 40 }, () => 1),
    );
    return {
      goals: [
        atMost(`${plans} plans with 2,000 draws`, 2_000, (drawnMs * plans) / count, ' ms'),
        atMost('a month by the minute', 50, weekMs, ' ms'),
      ],
      figures: { candidates: candidates.length, drawnMs: rounded(drawnMs), weekMs: rounded(weekMs) },
    } satisfies Findings;
  },
};

/** The median of several runs. */
function elapsedMs(run: () => void): number {
  return median(
    Array.from({ length: repeats }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    }),
  );
}
