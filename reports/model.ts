import type { Estimate, RunPlan, RunResult, SeriesPoint } from '../core/records/index.ts';
import { type AchievedLoad, compareWithIntended } from './achieved-load.ts';
import { describeValidity, describeVerdict, headlineOf, type Judgement, meaningOf } from './assessment.ts';
import { buildDistribution, type Distribution } from './distribution.ts';
import { type MainMetric, mainMetricOf } from './main-metric.ts';
import { noticesOf } from './notice.ts';
import { type ObservedSummary, summariseObserved } from './observed-summary.ts';
import { type ThresholdView, viewServerThreshold, viewThreshold } from './threshold-view.ts';
import { buildTiles, type Tile } from './tile.ts';
import { buildTimeline, type Timeline } from './timeline.ts';
import { foldSeries, type Window } from './window.ts';

/** Why there is no sizing, as a sentence, and what to do about it. */
export interface Refusal {
  readonly kind: 'refused';
  readonly message: string;
  readonly hint: string | null;
}

export interface ReportInput {
  readonly result: RunResult;
  readonly plan: RunPlan;
  /** The run's merged client series, read once and in any order. */
  readonly series: Iterable<SeriesPoint>;
  readonly estimate?: Estimate | Refusal;
}

/** Everything that a report says, so that every rendering says the same. */
export interface ReportModel {
  readonly result: RunResult;
  readonly plan: RunPlan;
  readonly main: MainMetric;
  readonly verdict: Judgement;
  readonly validity: Judgement;
  /** What verdict and validity mean together. */
  readonly meaning: string;
  readonly headline: string;
  /** What else to know, a sentence each. */
  readonly notices: readonly string[];
  readonly tiles: readonly Tile[];
  readonly thresholds: readonly ThresholdView[];
  /** One window a second, at full resolution. */
  readonly seconds: readonly Window[];
  readonly timeline: Timeline;
  readonly observed: readonly ObservedSummary[];
  /** `null` if the main latency holds no value. */
  readonly distribution: Distribution | null;
  /** `null` if no load was stated beforehand. */
  readonly achieved: AchievedLoad | null;
  /** `null` if no sizing was asked for. */
  readonly estimate: Estimate | Refusal | null;
}

export function buildReportModel({ result, plan, series, estimate }: ReportInput): ReportModel {
  const main = mainMetricOf(result);
  const thresholds = [
    ...result.thresholds.map((threshold) => viewThreshold(threshold, result)),
    ...(result.serverThresholds ?? []).map((threshold) => viewServerThreshold(threshold, result)),
  ];
  const seconds = foldSeries(series, main);
  const latency = result.metrics[main.latency];
  return {
    result,
    plan,
    main,
    verdict: describeVerdict(result, thresholds),
    validity: describeValidity(result),
    meaning: meaningOf(result, thresholds),
    headline: headlineOf(result, main),
    notices: noticesOf(result),
    tiles: buildTiles(result, main),
    thresholds,
    seconds,
    timeline: buildTimeline(seconds, result),
    observed: result.observed.map(summariseObserved),
    distribution: latency?.type === 'trend' ? buildDistribution(latency) : null,
    achieved: compareWithIntended(result),
    estimate: estimate ?? null,
  };
}
