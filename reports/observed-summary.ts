import type { ObservedSeries } from '../core/records/index.ts';
import { msText, quantityText } from './quantity-text.ts';

/** An observed series in a line; `mean` and `highest` are `null` if it has none. */
export interface ObservedSummary {
  readonly source: string;
  readonly resource: string;
  readonly metric: string;
  readonly unit: string;
  readonly mean: number | null;
  readonly highest: number | null;
  /** Points with a value, of all points. */
  readonly values: number;
  readonly points: number;
  /** What came of what was asked for. */
  readonly came: 'whole' | 'with holes' | 'nothing';
  /** What the source was asked, in its own words; empty where the metric says it all. */
  readonly query: string;
  /** What a point's time labels, and how the clock that stamped it stood to ours. */
  readonly stamps: string;
  /** Why there is nothing, or less than was asked for; empty if there is no such reason. */
  readonly unavailable: string;
}

const nothingCame = 'no data: wrong dimension, or no traffic?';

export function summariseObserved(series: ObservedSeries): ObservedSummary {
  const { source, resource, metric, unit, points, query = '' } = series;
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const isEmpty = values.length === 0;
  const isWhole = values.length === points.length && series.unavailable === undefined;
  const provisional = series.provisional ? 'read before its data were complete' : '';
  return {
    ...{ source, resource, metric, unit, query },
    mean: isEmpty || series.percentile ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    highest: isEmpty ? null : values.reduce((a, b) => Math.max(a, b)),
    values: values.length,
    points: points.length,
    came: isEmpty ? 'nothing' : isWhole ? 'whole' : 'with holes',
    stamps: stampsText(series),
    unavailable: series.unavailable ?? (isEmpty ? nothingCame : provisional),
  };
}

function stampsText({ stamps, periodMs, clock }: ObservedSeries): string {
  const period = periodMs === undefined ? 'a period' : msText(periodMs);
  const labels = stamps === 'instant' ? 'an instant' : `the ${stamps} of ${period}`;
  if (clock === undefined) return labels;
  const ahead = `${clock.offsetMs < 0 ? '−' : '+'}${quantityText(Math.abs(Math.round(clock.offsetMs)), 'ms')}`;
  return `${labels}, clock ${ahead} ± ${msText(Math.round(clock.withinMs))}`;
}

/** How much came of what was asked for, in a sentence; `undefined` where nothing was asked for. */
export function observedSentence(observed: readonly ObservedSummary[]): string | undefined {
  if (observed.length === 0) return undefined;
  const count = (came: ObservedSummary['came']) => observed.filter((each) => each.came === came).length;
  const asked = `${observed.length} series were asked for: ${count('whole')} came whole`;
  return `${asked}, ${count('with holes')} with holes, of ${count('nothing')} nothing came.`;
}
