import { percentile } from '../../core/percentile.ts';
import type { Metric } from '../../core/records/index.ts';
import { atMost, type Bench, type Benchmark, type Findings, rounded } from './bench.ts';
import { runLoadtest } from './commands.ts';
import { distributions, isTrue } from './known-values.ts';
import { startTarget } from './target.ts';

const workers = 4;
const quantiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
const smooth = new Set(['known_log_normal', 'known_long_tail', 'known_exponential']);
const goalPercent = 1;

interface Deviation {
  readonly metric: string;
  readonly quantile: string;
  readonly exact: number;
  readonly merged: number;
  readonly errorPercent: number;
  /** Whether the exact value lies between the bounds that the histogram states. */
  readonly withinBounds: boolean;
}

/**
 * What a run on four workers says against what its script recorded: each value follows from the iteration's number,
 * so the pooled samples of all workers are known exactly. HTTP requests are counted by the target.
 */
export const accuracy: Benchmark = {
  measures: `percentiles, counts and rates of a run on ${workers} workers against the exact pooled samples`,
  async run(bench) {
    const iterations = bench.quick ? 20_000 : 200_000;
    const { metrics, answered } = await record(bench, iterations);
    const numbers = Array.from({ length: iterations }, (_, iteration) => iteration);
    const deviations = Object.entries(distributions).flatMap(([metric, valueAt]) =>
      deviationsOf(
        metric,
        metrics[metric],
        numbers.map(valueAt).sort((a, b) => a - b),
      ),
    );
    const counts = countErrors(metrics, numbers, answered);
    const worst = Math.max(
      ...deviations
        .filter(({ metric }) => smooth.has(metric))
        .map(({ errorPercent }) => Math.abs(errorPercent)),
    );
    return {
      goals: [
        atMost('largest error of p50 to p99, smooth distributions', goalPercent, worst, ' %'),
        atMost(
          'percentiles outside of their bounds',
          0,
          deviations.filter((one) => !one.withinBounds).length,
        ),
        atMost('counts and rates that are not exact', 0, counts.filter(({ error }) => error !== 0).length),
      ],
      figures: { iterations, deviations, counts },
    } satisfies Findings;
  },
};

async function record(bench: Bench, iterations: number) {
  const target = await startTarget(bench);
  const variables = { TARGET_URL: target.url, ITERATIONS: String(iterations) };
  const { result } = await runLoadtest(bench, 'known-values.js', variables, ['--workers', String(workers)]);
  const answered = await target.answered();
  await target.stop();
  return { metrics: result.metrics, answered };
}

function deviationsOf(name: string, metric: Metric | undefined, sorted: readonly number[]): Deviation[] {
  if (metric?.type !== 'trend') throw new Error(`the result has no trend ${name}`);
  return Object.entries(quantiles).map(([quantile, q]) => {
    const exact = exactPercentile(sorted, q);
    const { value: merged, low, high } = percentile(metric.histogram, q) ?? { value: 0, low: 0, high: 0 };
    return {
      metric: name,
      quantile,
      exact: rounded(exact),
      merged: rounded(merged),
      errorPercent: rounded(100 * (merged / exact - 1)),
      withinBounds: low <= exact && exact <= high,
    };
  });
}

/** k6's own percentile: between the two nearest ranks on a straight line. */
function exactPercentile(sorted: readonly number[], q: number): number {
  const rank = q * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (rank - Math.floor(rank)) * (above - below);
}

/** Merged less exact, for everything that is counted. */
function countErrors(
  metrics: Readonly<Record<string, Metric>>,
  iterations: readonly number[],
  answered: number,
) {
  const sum = iterations.reduce((total, iteration) => total + iteration, 0);
  const trues = iterations.filter(isTrue).length;
  const rate = metrics.known_rate;
  const wanted: readonly (readonly [what: string, merged: number, exact: number])[] = [
    ['iterations', countOf(metrics.iterations), iterations.length],
    ['http_reqs', countOf(metrics.http_reqs), answered],
    ['known_sum', countOf(metrics.known_sum), sum],
    ...Object.keys(distributions).map(
      (name) => [`${name} count`, countOf(metrics[name]), iterations.length] as const,
    ),
    ['known_rate trues', rate?.type === 'rate' ? rate.trues : 0, trues],
    ['known_rate total', countOf(rate), iterations.length],
  ];
  return wanted.map(([what, merged, exact]) => ({ what, exact, error: merged - exact }));
}

function countOf(metric: Metric | undefined): number {
  if (metric?.type === 'counter' || metric?.type === 'trend') return metric.count;
  return metric?.type === 'rate' ? metric.total : 0;
}
