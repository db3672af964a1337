import { formatDuration } from '../duration.ts';
import { meanOver, overlapping, periodOf, type Stretch, stretchesOf } from '../measurements/stretches.ts';
import type { ObservedSeries, ServerThresholdSpec } from '../records/index.ts';
import { compare } from './evaluate.ts';

/** What a threshold was judged by: the window that met it least. */
export interface WorstWindow {
  readonly value: number;
  readonly startMs: number;
  readonly ok: boolean;
  readonly unit: string;
}

/** A threshold's metric and expression as text: `cpu_cores{source:process}` and `avg<0.8 for 30s`. */
export function serverThresholdText(spec: Omit<ServerThresholdSpec, 'abortOnFail'>): {
  readonly metric: string;
  readonly expression: string;
} {
  const { source, resource, metric, stat, op, value, forMs } = spec;
  const of = resource === undefined ? '' : `,resource:${resource}`;
  const window = forMs === undefined ? '' : ` for ${formatDuration(forMs)}`;
  return { metric: `${metric}{source:${source}${of}}`, expression: `${stat}${op}${value}${window}` };
}

/** Whether a series is what the threshold speaks of. */
export function isMeant(
  spec: Omit<ServerThresholdSpec, 'abortOnFail'>,
  { source, resource, metric }: ObservedSeries,
): boolean {
  const isOfResource = spec.resource === undefined || spec.resource === resource;
  return source === spec.source && metric === spec.metric && isOfResource;
}

/**
 * Of all windows of the load after the warm-up the one that meets the threshold least, over all resources that it
 * speaks of; `undefined` where none can be judged. A window is `forMs` long, ends where a point of the series does, and
 * is judged only if the values of all of it are known; without `forMs` the known values of the whole load are one
 * window.
 */
export function worstWindow(
  spec: ServerThresholdSpec,
  series: readonly ObservedSeries[],
  durationMs: number,
): WorstWindow | undefined {
  return series
    .filter((each) => isMeant(spec, each))
    .flatMap((each) =>
      windowsOf(each.percentile ? ofPercentile(spec) : spec, stretchesOf(each), durationMs).map(
        ({ value, startMs }) => ({
          value,
          startMs,
          ok: compare(value, spec.op, spec.value),
          unit: each.unit,
        }),
      ),
    )
    .reduce<WorstWindow | undefined>((worst, each) => (worst ? worseOf(spec, worst, each) : each), undefined);
}

/** Percentiles of several periods have no mean: the highest of them stands for it. */
function ofPercentile(spec: ServerThresholdSpec): ServerThresholdSpec {
  return spec.stat === 'avg' ? { ...spec, stat: 'max' } : spec;
}

/** Of two windows the one that meets the threshold less; of two alike the first. */
export function worseOf(
  { op, value: limit }: ServerThresholdSpec,
  a: WorstWindow,
  b: WorstWindow,
): WorstWindow {
  if (a.ok !== b.ok) return a.ok ? b : a;
  const badness = ({ value }: WorstWindow) => {
    if (op.startsWith('<')) return value;
    return op.startsWith('>') ? -value : Math.abs(value - limit);
  };
  return badness(b) > badness(a) ? b : a;
}

interface Judged {
  readonly startMs: number;
  readonly value: number;
}

function windowsOf(
  { stat, forMs, warmUpMs }: ServerThresholdSpec,
  stretches: readonly Stretch[],
  durationMs: number,
): readonly Judged[] {
  // A point that is stamped some milliseconds after the end is of the load all the same.
  const endMs = durationMs + (periodOf(stretches) ?? 0) / 2;
  const loaded = stretches.filter((stretch) => stretch.startMs >= warmUpMs && stretch.endMs <= endMs);
  if (forMs === undefined) {
    const known = loaded.filter(({ value }) => value !== null);
    const value = statOver(stat, known, -Infinity, Infinity);
    return value === undefined ? [] : [{ startMs: known[0]?.startMs ?? 0, value }];
  }
  return loaded.flatMap((last) => {
    const startMs = last.endMs - forMs;
    if (startMs < warmUpMs) return [];
    if (meanOver(stretches, startMs, last.endMs) === null) return [];
    const value = statOver(stat, overlapping(stretches, startMs, last.endMs), startMs, last.endMs);
    return value === undefined ? [] : [{ startMs, value }];
  });
}

/** Over known stretches: their highest or lowest value, or the mean weighted by their time in the window. */
function statOver(
  stat: ServerThresholdSpec['stat'],
  stretches: readonly Stretch[],
  startMs: number,
  endMs: number,
): number | undefined {
  if (stretches.length === 0) return undefined;
  if (stat !== 'avg') {
    const better = stat === 'max' ? Math.max : Math.min;
    return stretches.reduce(
      (found, { value }) => better(found, value ?? found),
      better === Math.max ? -Infinity : Infinity,
    );
  }
  let lengthMs = 0;
  let integral = 0;
  for (const stretch of stretches) {
    const partMs = Math.min(endMs, stretch.endMs) - Math.max(startMs, stretch.startMs);
    lengthMs += partMs;
    integral += partMs * (stretch.value ?? 0);
  }
  return integral / lengthMs;
}
