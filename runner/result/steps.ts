import { emptyHistogram, type Histogram, mergeHistograms } from '../../core/histogram.ts';
import type { SeriesPoint, Step, StepResult } from '../../core/records/index.ts';
import { toTrend } from './metrics.ts';

interface Accumulator {
  readonly step: Step;
  /** Whether all virtual users of its time are its own. */
  readonly isAlone: boolean;
  /** The first and the last of the measured seconds. */
  firstMs: number;
  lastMs: number;
  iterations: number;
  requests: number;
  dropped: number;
  failed: number;
  judged: number;
  vus: number[];
  /** Virtual users that were busy when the measured seconds began. */
  vusBefore: number;
  duration: Histogram;
}

const binMs = 1_000;

/**
 * Folds the run's seconds into its steps. A push covers about a second that need not be a whole one of ours, so the
 * seconds next to a step's edges are left out.
 */
export class StepFold {
  readonly #steps: readonly Accumulator[];

  constructor(steps: readonly Step[]) {
    this.#steps = steps.map((step) => ({
      step,
      isAlone: steps.filter(({ index }) => index === step.index).length === 1,
      firstMs: Infinity,
      lastMs: -Infinity,
      iterations: 0,
      requests: 0,
      dropped: 0,
      failed: 0,
      judged: 0,
      vus: [],
      vusBefore: 0,
      duration: emptyHistogram(),
    }));
  }

  add(points: readonly SeriesPoint[]): void {
    for (const point of points) {
      for (const accumulator of this.#steps) {
        const { startMs, endMs } = accumulator.step;
        const inside = point.tMs >= startMs + binMs && point.tMs + 2 * binMs <= endMs;
        if (inside) addPoint(accumulator, point);
        else if (point.tMs < startMs + binMs) noteVus(accumulator, point);
      }
    }
  }

  results(): StepResult[] {
    return this.#steps.map(toStepResult);
  }
}

function addPoint(into: Accumulator, point: SeriesPoint): void {
  into.firstMs = Math.min(into.firstMs, point.tMs);
  into.lastMs = Math.max(into.lastMs, point.tMs);
  if (point.type === 'gauge') {
    if (point.metric === 'vus') into.vus.push(point.value);
    return;
  }
  if (point.tags.scenario !== into.step.scenario) return;
  if (point.metric === 'iterations' && point.type === 'counter') into.iterations += point.delta;
  if (point.metric === 'http_reqs' && point.type === 'counter') into.requests += point.delta;
  if (point.metric === 'dropped_iterations' && point.type === 'counter') into.dropped += point.delta;
  if (point.metric === 'http_req_failed' && point.type === 'rate') {
    into.failed += point.trues;
    into.judged += point.total;
  }
  if (point.metric === 'http_req_duration' && point.type === 'trend') {
    into.duration = mergeHistograms(into.duration, point.histogram);
  }
}

function noteVus(into: Accumulator, point: SeriesPoint): void {
  if (point.metric === 'vus' && point.type === 'gauge') into.vusBefore = point.value;
}

/**
 * Iterations that started in the measured seconds. k6 counts those that ended; in the open model a virtual user is
 * busy for one iteration, so that one more of them is one start more. Slow iterations would else read as missing.
 */
function startedIterations({ step, isAlone, vus, vusBefore, iterations }: Accumulator): number {
  if (step.model === 'closed' || !isAlone) return iterations;
  return Math.max(0, iterations + (vus.at(-1) ?? vusBefore) - vusBefore);
}

function toStepResult(accumulator: Accumulator): StepResult {
  const { step, firstMs, lastMs, vus, ...sums } = accumulator;
  // A second without a push is measured too: what came of it is in the push after it.
  const measuredMs = Math.max(0, lastMs + binMs - firstMs);
  const perSec = (count: number) => (measuredMs > 0 ? count / (measuredMs / 1_000) : null);
  return {
    ...step,
    measuredMs,
    iterationsPerSec: perSec(startedIterations(accumulator)),
    requestsPerSec: perSec(sums.requests),
    failedRate: sums.judged > 0 ? sums.failed / sums.judged : null,
    meanVus: vus.length > 0 ? vus.reduce((sum, level) => sum + level, 0) / vus.length : null,
    droppedIterations: sums.dropped,
    duration: toTrend(sums.duration, 'ms'),
  };
}
