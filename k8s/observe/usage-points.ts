import type { PodState, PodUsage } from './workload.ts';

/** What all pods together used, and the busiest of them, over a period of the cluster's clock. */
export interface UsagePoint {
  readonly startMs: number;
  readonly endMs: number;
  /** `null` marks the end of a time that nothing is known of. */
  readonly used: {
    readonly cpuCores: number;
    readonly busiestPodCores: number;
    readonly memoryBytes: number;
  } | null;
}

/** Windows that follow each other meet to within this. */
const seamMs = 2_000;

/**
 * The use of a changing set of pods, from samples that the metrics API renews every 15 seconds or so. A point is made
 * when there is a new sample of every running pod: an old one says nothing new, and a sum over some of them is none.
 */
export class UsagePoints {
  readonly points: UsagePoint[] = [];
  /** Pods that run and that the last reading knew no use of. */
  missing: readonly string[] = [];
  #seenMs: ReadonlyMap<string, number> = new Map();

  take(pods: readonly PodState[], usage: readonly PodUsage[]): void {
    const byPod = new Map(usage.map((sample) => [sample.pod, sample]));
    const running = pods.filter(({ isRunning }) => isRunning);
    const samples = running.flatMap(({ name }) => byPod.get(name) ?? []);
    this.missing = running.flatMap(({ name }) => (byPod.has(name) ? [] : [name]));
    const isNew = samples.every(
      ({ pod, endMs }) => endMs > (this.#seenMs.get(pod) ?? Number.NEGATIVE_INFINITY),
    );
    if (samples.length === 0 || samples.length < running.length || !isNew) return;
    this.#seenMs = new Map(samples.map(({ pod, endMs }) => [pod, endMs]));
    this.#add(samples);
  }

  #add(samples: readonly PodUsage[]): void {
    const endMs = Math.max(...samples.map((sample) => sample.endMs));
    const windowMs = Math.max(...samples.map((sample) => sample.windowMs));
    const before = this.points.at(-1)?.endMs ?? Number.NEGATIVE_INFINITY;
    if (endMs <= before) return;
    const startMs = endMs - windowMs;
    if (startMs > before + seamMs) this.points.push({ startMs: before, endMs: startMs, used: null });
    const cores = samples.map(({ cpuCores }) => cpuCores);
    this.points.push({
      startMs,
      endMs,
      used: {
        cpuCores: cores.reduce((sum, value) => sum + value, 0),
        busiestPodCores: Math.max(...cores),
        memoryBytes: samples.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      },
    });
  }
}
