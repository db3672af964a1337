import type { ObservedSeries } from '../core/records/index.ts';

/** An observed series in a line; `mean` and `highest` are `null` if it has no value. */
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
  /** Why there is nothing, or less than was asked for; empty if there is no such reason. */
  readonly unavailable: string;
}

export function summariseObserved(series: ObservedSeries): ObservedSummary {
  const { source, resource, metric, unit, points, unavailable = '' } = series;
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const isEmpty = values.length === 0;
  return {
    ...{ source, resource, metric, unit, unavailable },
    mean: isEmpty ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    highest: isEmpty ? null : values.reduce((a, b) => Math.max(a, b)),
    values: values.length,
    points: points.length,
  };
}
