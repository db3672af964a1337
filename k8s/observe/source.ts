import { ClockComparison } from '../../core/clock-comparison.ts';
import type { Context } from '../../core/context.ts';
import type { MetricSource, RunClock } from '../../core/metric-source.ts';
import { type Cluster, type ClusterChoice, connectCluster } from '../client.ts';
import { type KubernetesObserver, type PodChoice, podChoiceOf } from './config.ts';
import { WorkloadReader, wordsOf } from './workload.ts';
import { type Shifts, WorkloadSeries } from './workload-series.ts';

/** The metrics API renews its figures every 15 s or so; pods come and go at any time. */
const periodMs = 5_000;

/** An API server that takes longer than this counts as away. */
const answerWithinMs = 10_000;

/** Nobody wants to wait longer for the last reading. */
const lastWithinMs = 3_000;

/**
 * Observes the pods of a workload: their CPU and memory from the metrics API, their number, restarts and limits from
 * their objects. It asks for rights of the namespace only. Throttling is not among what these tell.
 */
export function observeKubernetes(
  ctx: Context,
  observer: KubernetesObserver,
  defaults: ClusterChoice,
): MetricSource {
  const choice = podChoiceOf(observer);
  const resource = observer.name ?? ('name' in choice ? choice.name : choice.selector);
  const cluster = {
    context: observer.context ?? defaults.context,
    namespace: observer.namespace ?? defaults.namespace,
  };
  const sampler = new WorkloadSampler(ctx, { cluster, choice, resource });
  const stop = new AbortController();
  let clock: RunClock | undefined;
  let sampling: Promise<void> | undefined;
  const shifts = (): Shifts => {
    const ownMs = (clock?.tMs() ?? 0) - ctx.monotonicMs();
    const { known } = sampler.clusterClock;
    if (known === undefined) return { ownMs, clusterMs: undefined, clock: undefined };
    // It was compared with the monotonic clock, which begins anywhere.
    const offsetMs = known.offsetMs - (ctx.now() - ctx.monotonicMs());
    return { ownMs, clusterMs: ownMs - known.offsetMs, clock: { ...known, offsetMs } };
  };
  return {
    description: { name: `kubernetes ${resource}`, delivery: 'live', runsIn: 'cli', stamps: 'end' },
    async start(runClock) {
      clock = runClock;
      sampling = sampleUntil(ctx, sampler, stop.signal);
    },
    fresh: () => sampler.series.fresh(shifts()),
    async finish({ startMs, endMs }) {
      stop.abort();
      await sampling;
      await sampler.sample(lastWithinMs);
      return sampler.series.window(shifts(), startMs, endMs);
    },
  };
}

async function sampleUntil(ctx: Context, sampler: WorkloadSampler, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await sampler.sample(answerWithinMs, stop);
    await ctx.sleep(periodMs, stop);
  }
}

interface Sampled {
  readonly cluster: ClusterChoice;
  readonly choice: PodChoice;
  readonly resource: string;
}

/** What is read, in words. */
function queryOf({ cluster: { namespace }, choice }: Sampled): string {
  const pods = choice.kind === 'selector' ? choice.selector : `${choice.kind} ${choice.name}`;
  return `pods of ${pods}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

class WorkloadSampler {
  readonly series: WorkloadSeries;
  readonly clusterClock = new ClockComparison();
  readonly #ctx: Context;
  readonly #sampled: Sampled;
  #connection: { readonly cluster: Cluster; readonly reader: WorkloadReader } | undefined;
  #signal = AbortSignal.abort();

  constructor(ctx: Context, sampled: Sampled) {
    this.#ctx = ctx;
    this.#sampled = sampled;
    this.series = new WorkloadSeries({ resource: sampled.resource, query: queryOf(sampled) });
  }

  /** Reads once. What does not come in time is noted as missing, but not what nobody waits for any longer. */
  async sample(withinMs: number, abandoned?: AbortSignal): Promise<void> {
    this.#signal = AbortSignal.any([AbortSignal.timeout(withinMs), ...(abandoned ? [abandoned] : [])]);
    const reading = await this.#connect().then(
      (reader) => reader.read(),
      (error) => {
        const failed = { unavailable: wordsOf(error) };
        return { pods: failed, usage: failed };
      },
    );
    if (!abandoned?.aborted) this.series.add(reading, this.#ctx.monotonicMs());
  }

  async #connect(): Promise<WorkloadReader> {
    if (!this.#connection) {
      const cluster = await connectCluster(this.#sampled.cluster);
      const reader = new WorkloadReader(cluster, this.#sampled.choice, (path) => this.#read(cluster, path));
      this.#connection = { cluster, reader };
    }
    return this.#connection.reader;
  }

  async #read(cluster: Cluster, path: string): Promise<unknown> {
    const sentMs = this.#ctx.monotonicMs();
    const { body, dateMs } = await cluster.read(path, this.#signal);
    if (dateMs !== undefined) this.clusterClock.heard(dateMs, sentMs, this.#ctx.monotonicMs());
    return body;
  }
}
