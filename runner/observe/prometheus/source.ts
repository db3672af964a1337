import { ClockComparison } from '../../../core/clock-comparison.ts';
import type { Context } from '../../../core/context.ts';
import type { MetricSource, RunClock } from '../../../core/metric-source.ts';
import type { ObservedSeries } from '../../../core/records/index.ts';
import { authorizationOf } from './authorization.ts';
import { type Answer, type AnsweredSeries, type PrometheusServer, queryRange } from './client.ts';
import type { PrometheusObserver, PrometheusQuery } from './config.ts';
import { type Placement, type Points, readingOf, toSeries } from './to-series.ts';

/** What was read of a query up to now, by resource. */
interface Progress {
  readonly query: PrometheusQuery;
  readonly resources: Map<string, Map<number, number | null>>;
  /** Points that nobody has asked for yet. */
  fresh: { readonly resource: string; readonly points: Points }[];
  unavailable: string | undefined;
}

/** Prometheus gives at most 11,000 points of a series in one answer. */
const mostPoints = 10_000;

const nothingCame = 'no data: wrong label, or no traffic?';
const onlyNaN = 'the query gave no number, only NaN or infinity: does it divide by zero?';

/**
 * Reads a Prometheus server: each step during the run, so that thresholds can be judged and what was read outlives the
 * server; and the whole of it again at the end, when late samples have come. Times are corrected by what the `Date` of
 * its answers says of its clock.
 */
export function prometheusSource(ctx: Context, observer: PrometheusObserver): MetricSource {
  const reader = new PrometheusReader(ctx, observer);
  const stop = new AbortController();
  let polling: Promise<void> = Promise.resolve();
  return {
    description: {
      name: `prometheus ${observer.url}`,
      delivery: 'live',
      runsIn: 'cli',
      stamps: 'end',
    },
    async start(clock) {
      reader.startAt(clock);
      polling = pollEachStep(ctx, reader, observer.stepMs, stop.signal);
    },
    fresh: () => reader.fresh(),
    async finish({ endMs }) {
      stop.abort();
      await polling;
      await reader.readAgain(endMs);
      return reader.series();
    },
  };
}

async function pollEachStep(
  ctx: Context,
  reader: PrometheusReader,
  stepMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await reader.poll();
    await ctx.sleep(stepMs, signal);
  }
}

class PrometheusReader {
  readonly #ctx: Context;
  readonly #observer: PrometheusObserver;
  readonly #server: PrometheusServer;
  readonly #progress: readonly Progress[];
  #clock: RunClock = { tMs: () => 0 };
  /** On the server's clock, in whole steps. */
  #firstMs: number | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(ctx: Context, observer: PrometheusObserver) {
    this.#ctx = ctx;
    this.#observer = observer;
    const { url, timeoutMs, auth } = observer;
    this.#server = {
      url,
      timeoutMs,
      authorization: authorizationOf(auth, ctx.env),
      clock: new ClockComparison(),
    };
    this.#progress = observer.queries.map((query) => ({
      query,
      resources: new Map(),
      fresh: [],
      unavailable: undefined,
    }));
  }

  startAt(clock: RunClock): void {
    this.#clock = clock;
  }

  /** Reads the steps that have passed since the last time. */
  async poll(): Promise<void> {
    // The first answer only tells what time it is there.
    if (this.#server.clock.offsetMs === undefined) await this.#ask('vector(1)', this.#nowMs(), this.#nowMs());
    const endMs = this.#stepBefore(this.#nowMs());
    const fromMs = Math.max(this.#lastMs + this.#observer.stepMs, this.#firstMs ?? endMs);
    if (fromMs > endMs) return;
    this.#firstMs ??= fromMs;
    await this.#read(fromMs, endMs);
    if (this.#progress.some(({ unavailable }) => unavailable === undefined)) this.#lastMs = endMs;
  }

  /** Reads everything from the start to `endMs` of the run's clock, and the step after it. */
  async readAgain(endMs: number): Promise<void> {
    const { originMs } = this.#placement();
    const lastMs = this.#stepBefore(Math.min(this.#nowMs(), originMs + endMs + this.#observer.stepMs));
    if (this.#firstMs !== undefined) await this.#read(Math.min(this.#firstMs, lastMs), lastMs);
    this.#lastMs = lastMs;
  }

  fresh(): readonly ObservedSeries[] {
    const placement = this.#placement();
    return this.#progress.flatMap((progress) => {
      const pieces = progress.fresh;
      progress.fresh = [];
      return pieces.map(({ resource, points }) => toSeries(progress.query, resource, points, placement));
    });
  }

  /** A series of every resource, with an unknown value at each step that gave none. */
  series(): readonly ObservedSeries[] {
    const placement = this.#placement();
    return this.#progress.flatMap((progress) => this.#seriesOf(progress, placement));
  }

  #seriesOf({ query, resources, unavailable }: Progress, placement: Placement): readonly ObservedSeries[] {
    const why = (reason: string | undefined) => (reason === undefined ? {} : { unavailable: reason });
    if (resources.size === 0) {
      const name = query.resource ?? `each ${query.resourceLabel}`;
      return [{ ...toSeries(query, name, [], placement), ...why(unavailable ?? nothingCame) }];
    }
    return [...resources].map(([resource, points]) => {
      const steps = this.#steps().map((atMs) => [atMs, points.get(atMs) ?? null] as const);
      const isKnown = steps.some(([, value]) => value !== null);
      return {
        ...toSeries(query, resource, isKnown ? steps : [], placement),
        ...why(unavailable ?? (isKnown ? undefined : onlyNaN)),
      };
    });
  }

  #steps(): readonly number[] {
    const firstMs = this.#firstMs ?? 0;
    const count = Math.round((this.#lastMs - firstMs) / this.#observer.stepMs) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, i) => firstMs + i * this.#observer.stepMs);
  }

  async #read(fromMs: number, endMs: number): Promise<void> {
    await Promise.all(
      this.#progress.map(async (progress) => {
        const reading = readingOf(progress.query, await this.#ask(progress.query.query, fromMs, endMs));
        progress.unavailable = 'unavailable' in reading ? reading.unavailable : undefined;
        if ('unavailable' in reading) return;
        for (const [resource, points] of reading.resources) {
          const known = progress.resources.get(resource) ?? new Map<number, number | null>();
          progress.fresh.push({ resource, points });
          progress.resources.set(resource, new Map([...known, ...points]));
        }
      }),
    );
  }

  /** One answer of as many as it takes. */
  async #ask(query: string, fromMs: number, endMs: number): Promise<Answer> {
    const { stepMs } = this.#observer;
    const series: AnsweredSeries[] = [];
    for (let startMs = fromMs; startMs <= endMs; startMs += mostPoints * stepMs) {
      const lastMs = Math.min(endMs, startMs + (mostPoints - 1) * stepMs);
      const answer = await queryRange(this.#ctx, this.#server, query, { startMs, endMs: lastMs, stepMs });
      if ('unavailable' in answer) return answer;
      series.push(...answer.series);
    }
    return { series: joined(series) };
  }

  #nowMs(): number {
    return this.#ctx.now() + (this.#server.clock.offsetMs ?? 0);
  }

  #stepBefore(atMs: number): number {
    return Math.floor(atMs / this.#observer.stepMs) * this.#observer.stepMs;
  }

  #placement(): Placement {
    return { originMs: this.#nowMs() - this.#clock.tMs(), clock: this.#server.clock.known };
  }
}

/** Pieces of one series, by their labels, put together. */
function joined(pieces: readonly AnsweredSeries[]): readonly AnsweredSeries[] {
  const byLabels = new Map<string, AnsweredSeries>();
  for (const piece of pieces) {
    const key = JSON.stringify(Object.entries(piece.labels).sort());
    const points = [...(byLabels.get(key)?.points ?? []), ...piece.points];
    byLabels.set(key, { labels: piece.labels, points });
  }
  return [...byLabels.values()];
}
