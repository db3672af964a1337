import type { MetricRequest } from './metric-spec.ts';

/** A span of wall-clock time, milliseconds since the epoch; the end is not part of it. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export interface PlannedQuery {
  /** Unique in its batch; CloudWatch wants a lower-case letter first. */
  readonly id: string;
  readonly request: MetricRequest;
  readonly periodMs: number;
}

/** One call of GetMetricData, without its further pages. */
export interface QueryBatch {
  readonly span: Span;
  readonly queries: readonly PlannedQuery[];
}

/** GetMetricData takes no more at once. */
export const maxQueriesPerCall = 500;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long CloudWatch keeps what period: finer data are gone once they are older. */
const retention = [
  { olderThanMs: 63 * dayMs, leastPeriodMs: hourMs },
  { olderThanMs: 15 * dayMs, leastPeriodMs: 300_000 },
  { olderThanMs: 3 * hourMs, leastPeriodMs: 60_000 },
];

/** The finest period that is still kept of data of this age, and no finer than the one wanted. */
export function periodAtAge(wantedMs: number, ageMs: number): number {
  const leastMs = retention.find(({ olderThanMs }) => ageMs > olderThanMs)?.leastPeriodMs ?? 1_000;
  return Math.ceil(wantedMs / leastMs) * leastMs;
}

/**
 * The calls that read the requests over a span. CloudWatch rounds the start down to whole periods and leaves out the
 * period that begins at the end: so each call covers whole periods of its queries, from the one that holds the start to
 * the one that holds the last moment.
 */
export function planQueries(requests: readonly MetricRequest[], span: Span, nowMs: number): QueryBatch[] {
  const planned = requests.map((request) => ({
    request,
    periodMs: periodAtAge(request.periodMs, nowMs - span.startMs),
  }));
  const periods = [...new Set(planned.map(({ periodMs }) => periodMs))];
  return periods.flatMap((periodMs) => {
    const queries = planned.filter((query) => query.periodMs === periodMs);
    const whole = wholePeriods(span, periodMs);
    return chunksOf(queries, maxQueriesPerCall).map((chunk) => ({
      span: whole,
      queries: chunk.map((query, index) => ({ id: `m${index}`, ...query })),
    }));
  });
}

/** The span widened to whole periods. */
export function wholePeriods({ startMs, endMs }: Span, periodMs: number): Span {
  return {
    startMs: Math.floor(startMs / periodMs) * periodMs,
    endMs: Math.ceil(endMs / periodMs) * periodMs,
  };
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
