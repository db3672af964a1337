import type { ClockOffset, ObservedSeries } from '../../core/records/index.ts';
import { type UsagePoint, UsagePoints } from './usage-points.ts';
import { type PodState, sumOf, type WorkloadReading } from './workload.ts';

/** What one look at the pods found, at `atMs` of this machine's monotonic clock; `null` where they could not be read. */
interface Look {
  readonly atMs: number;
  readonly replicas: number | null;
  readonly restarts: number | null;
  readonly cpuLimitCores: number | null;
  readonly memoryLimitBytes: number | null;
}

/** How to get to the clock of the run. */
export interface Shifts {
  /** From this machine's monotonic clock. */
  readonly ownMs: number;
  /** From the cluster's clock; `undefined` if nothing was ever heard of it. */
  readonly clusterMs: number | undefined;
  /** The cluster's clock against this machine's. */
  readonly clock: ClockOffset | undefined;
}

/** Collects the readings of a workload and gives them as series. */
export class WorkloadSeries {
  readonly #of: Pick<ObservedSeries, 'resource' | 'query'>;
  readonly #usage = new UsagePoints();
  readonly #looks: Look[] = [];
  /** How much of both `fresh` has given. */
  #told = { looks: 0, points: 0 };
  /** Why the last reading has nothing of the pods, or of their use. */
  #noPods: string | undefined;
  #noUsage: string | undefined;
  /** By uid, to tell what has come since the first look. */
  readonly #restartsOf = new Map<string, number>();
  #restarts = 0;

  constructor(of: Pick<ObservedSeries, 'resource' | 'query'>) {
    this.#of = of;
  }

  add({ pods, usage }: WorkloadReading, atMs: number): void {
    this.#noPods = 'unavailable' in pods ? pods.unavailable : undefined;
    this.#noUsage = 'unavailable' in usage ? usage.unavailable : this.#noPods;
    this.#looks.push({ atMs, ...('value' in pods ? this.#look(pods.value) : nothing) });
    if ('value' in pods && 'value' in usage) this.#usage.take(pods.value, usage.value);
  }

  #look(pods: readonly PodState[]): Omit<Look, 'atMs'> {
    const isFirst = this.#looks.every(({ restarts }) => restarts === null);
    for (const { uid, restarts } of pods) {
      if (!isFirst) this.#restarts += Math.max(0, restarts - (this.#restartsOf.get(uid) ?? 0));
      this.#restartsOf.set(uid, restarts);
    }
    const running = pods.filter(({ isRunning }) => isRunning);
    return {
      replicas: pods.filter(({ isReady }) => isReady).length,
      restarts: this.#restarts,
      cpuLimitCores: limitOf(running, ({ cpuLimitCores }) => cpuLimitCores),
      memoryLimitBytes: limitOf(running, ({ memoryLimitBytes }) => memoryLimitBytes),
    };
  }

  /** All series, with the points since the last call. */
  fresh(shifts: Shifts): ObservedSeries[] {
    const looks = this.#looks.slice(this.#told.looks);
    const points = this.#usage.points.slice(this.#told.points);
    this.#told = { looks: this.#looks.length, points: this.#usage.points.length };
    return looks.length > 0 ? this.#toSeries(looks, points, shifts) : [];
  }

  /** All series, with the points in the window of the run's clock, and the period that reaches out of its end. */
  window(shifts: Shifts, startMs: number, endMs: number): ObservedSeries[] {
    const isWithin = (firstMs: number, lastMs: number, shiftMs = 0) =>
      lastMs + shiftMs >= startMs && firstMs + shiftMs <= endMs;
    return this.#toSeries(
      this.#looks.filter(({ atMs }) => isWithin(atMs, atMs, shifts.ownMs)),
      this.#usage.points.filter((point) => isWithin(point.startMs, point.endMs, shifts.clusterMs)),
      shifts,
    );
  }

  #toSeries(looks: readonly Look[], periods: readonly UsagePoint[], { ownMs, clusterMs, clock }: Shifts) {
    const base = { source: 'kubernetes', ...this.#of };
    const looked = (metric: string, unit: string, of: (look: Look) => number | null): ObservedSeries => ({
      ...base,
      metric,
      unit,
      stamps: 'instant',
      points: looks.map((look) => [Math.round(look.atMs + ownMs), of(look)]),
      ...(this.#noPods !== undefined && { unavailable: this.#noPods }),
    });
    const known = clusterMs === undefined ? [] : periods;
    const noUsage = this.#whyNoUsage();
    const used = (
      metric: string,
      unit: string,
      stamps: 'end' | 'instant',
      of: (used: NonNullable<UsagePoint['used']>) => number,
    ): ObservedSeries => ({
      ...base,
      metric,
      unit,
      stamps,
      points: known
        .filter(({ used }) => used !== null || stamps === 'end')
        .map(({ endMs, used }) => [Math.round(endMs + (clusterMs ?? 0)), used && of(used)]),
      ...(clock && { clock }),
      ...(noUsage !== undefined && { unavailable: noUsage }),
    });
    const limits = [
      looked('cpu_limit_cores', 'cores', ({ cpuLimitCores }) => cpuLimitCores),
      looked('memory_limit_bytes', 'bytes', ({ memoryLimitBytes }) => memoryLimitBytes),
    ];
    return [
      used('cpu_cores', 'cores', 'end', ({ cpuCores }) => cpuCores),
      used('busiest_pod_cores', 'cores', 'end', ({ busiestPodCores }) => busiestPodCores),
      used('memory_bytes', 'bytes', 'instant', ({ memoryBytes }) => memoryBytes),
      looked('replicas', '', ({ replicas }) => replicas),
      looked('restarts', '', ({ restarts }) => restarts),
      // Pods without limits have none to show.
      ...limits.filter(({ points }) => points.some(([, value]) => value !== null)),
    ];
  }

  #whyNoUsage(): string | undefined {
    if (this.#noUsage !== undefined || this.#usage.points.length > 0) return this.#noUsage;
    const { missing } = this.#usage;
    if (missing.length === 0) return 'no pod was running';
    return `the metrics API has nothing of ${missing.join(', ')} yet: it takes half a minute from the start of a pod`;
  }
}

const nothing = { replicas: null, restarts: null, cpuLimitCores: null, memoryLimitBytes: null };

function limitOf(pods: readonly PodState[], of: (pod: PodState) => number | undefined): number | null {
  return pods.length === 0 ? null : (sumOf(pods.map(of)) ?? null);
}
