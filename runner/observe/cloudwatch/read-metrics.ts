import type { Context } from '../../../core/context.ts';
import type { CloudWatch } from './client.ts';
import type { MetricRequest } from './metric-spec.ts';
import type { PlannedQuery, QueryBatch, Span } from './plan-queries.ts';

/** What CloudWatch has of one request, ascending in time; times in milliseconds since the epoch, on its clock. */
export interface MetricReading {
  readonly request: MetricRequest;
  readonly periodMs: number;
  /** What was asked for: whole periods. */
  readonly span: Span;
  readonly points: readonly (readonly [atMs: number, value: number])[];
  /** `partial`: CloudWatch knows of more than it gave; `failed` and `forbidden`: it gave nothing, again and again. */
  readonly state: 'complete' | 'partial' | 'failed' | 'forbidden';
}

/** One reading of everything that was asked, and what AWS counts of it. */
export interface Reading {
  readonly metrics: readonly MetricReading[];
  readonly calls: number;
  /** Metrics that were asked for, in all calls together: what AWS bills. */
  readonly metricsRequested: number;
}

type Wait = Pick<Context, 'sleep'>;

/** Queries that ended in `InternalError` are asked again this often, after pauses of one second, then twice as long. */
const repeatAttempts = 3;
const firstPauseMs = 1_000;

/**
 * Reads batches to their last page and puts the pages together: a page without anything may have a successor, a query
 * may be spread over pages, and points come in any order. Throws what the client throws.
 */
export async function readMetrics(
  ctx: Wait,
  cloudWatch: Pick<CloudWatch, 'getPage'>,
  batches: readonly QueryBatch[],
  signal?: AbortSignal,
): Promise<Reading> {
  const metrics: MetricReading[] = [];
  let calls = 0;
  let metricsRequested = 0;
  for (const batch of batches) {
    const collected = new Map(batch.queries.map((query) => [query.id, new Collected(query, batch.span)]));
    let pending: readonly PlannedQuery[] = batch.queries;
    for (let attempt = 0; pending.length > 0; attempt += 1) {
      if (attempt > 0) await ctx.sleep(firstPauseMs * 2 ** (attempt - 1), signal);
      for await (const page of pagesOf(cloudWatch, { ...batch, queries: pending })) {
        calls += 1;
        metricsRequested += pending.length;
        for (const result of page.results) collected.get(result.id)?.take(result);
      }
      const isLast = attempt === repeatAttempts || signal?.aborted === true;
      pending = isLast ? [] : pending.filter(({ id }) => collected.get(id)?.status === 'InternalError');
    }
    metrics.push(...[...collected.values()].map((query) => query.reading()));
  }
  return { metrics, calls, metricsRequested };
}

/** The later reading, with what both have cost. */
export function sumOf(earlier: Reading, later: Reading): Reading {
  return {
    metrics: later.metrics,
    calls: earlier.calls + later.calls,
    metricsRequested: earlier.metricsRequested + later.metricsRequested,
  };
}

/** The pages of a batch. A token that comes again would lead around for ever: it ends the walk. */
async function* pagesOf({ getPage }: Pick<CloudWatch, 'getPage'>, batch: QueryBatch) {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await getPage(batch, token);
    yield page;
    token = page.nextToken;
    if (token === undefined || seen.has(token)) return;
    seen.add(token);
  } while (true);
}

/** The results of one query over pages and attempts. */
class Collected {
  readonly #query: PlannedQuery;
  readonly #span: Span;
  readonly #values = new Map<number, number>();
  status: 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden' = 'PartialData';

  constructor(query: PlannedQuery, span: Span) {
    this.#query = query;
    this.#span = span;
  }

  take({
    points,
    status,
  }: {
    readonly points: MetricReading['points'];
    readonly status: Collected['status'];
  }) {
    for (const [atMs, value] of points) this.#values.set(atMs, value);
    this.status = status;
  }

  reading(): MetricReading {
    const { request, periodMs } = this.#query;
    const points = [...this.#values].sort(([a], [b]) => a - b);
    return { request, periodMs, span: this.#span, points, state: stateOf[this.status] };
  }
}

const stateOf = {
  Complete: 'complete',
  PartialData: 'partial',
  InternalError: 'failed',
  Forbidden: 'forbidden',
} as const;
