import type { ObservedSeries } from '../../core/records/index.ts';
import { UsagePoints } from './usage-points.ts';
import { type PodState, sumOf, type WorkloadReading } from './workload.ts';

type Point = [tMs: number, value: number | null];

/** One look at the pods, at `atMs` of this machine's monotonic clock; `null` where they could not be read. */
interface Look {
  readonly atMs: number;
  readonly replicas: number | null;
  readonly restarts: number | null;
  readonly cpuLimitCores: number | null;
  readonly memoryLimitBytes: number | null;
}

/** Where a series' points lie on the clock of the run. */
export interface Placement {
  /** The run's clock less this machine's monotonic clock. */
  readonly shiftMs: number;
  /** The same less the cluster's clock; `undefined` if nothing was ever heard of it. */
  readonly clusterShiftMs: number | undefined;
  readonly startMs: number;
  readonly endMs: number;
}

/** Collects the readings of a workload and gives them as series. */
export class WorkloadSeries {
  readonly #resource: string;
  readonly #usage = new UsagePoints();
  readonly #looks: Look[] = [];
  /** Why the last reading has nothing of the pods, or of their use. */
  #podsUnavailable: string | undefined;
  #usageUnavailable: string | undefined;
  /** By uid, to tell what has come since the first look. */
  readonly #restartsOf = new Map<string, number>();
  #restarts = 0;

  constructor(resource: string) {
    this.#resource = resource;
  }

  add({ pods, usage }: WorkloadReading, atMs: number): void {
    this.#podsUnavailable = 'unavailable' in pods ? pods.unavailable : undefined;
    this.#usageUnavailable = 'unavailable' in usage ? usage.unavailable : this.#podsUnavailable;
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

  /** All series, with the points in the window; use also with the first point after it, which tells of its last part. */
  series(place: Placement): ObservedSeries[] {
    const looked = (of: (look: Look) => number | null) =>
      inWindow(
        this.#looks.map((look): Point => [look.atMs + place.shiftMs, of(look)]),
        place,
        'instant',
      );
    const { clusterShiftMs } = place;
    const used = (of: (used: NonNullable<UsagePoints['points'][number]['used']>) => number) =>
      clusterShiftMs === undefined
        ? []
        : inWindow(
            this.#usage.points.map(
              ({ endMs, used: known }): Point => [endMs + clusterShiftMs, known && of(known)],
            ),
            place,
            'end',
          );
    const base = { source: 'kubernetes', resource: this.#resource };
    const instant = { ...base, stamps: 'instant', ...unavailable(this.#podsUnavailable) } as const;
    const use = { ...base, ...unavailable(this.#whyNoUse()) };
    const limits = [
      { ...instant, metric: 'cpu_limit_cores', unit: 'cores', points: looked((l) => l.cpuLimitCores) },
      { ...instant, metric: 'memory_limit_bytes', unit: 'bytes', points: looked((l) => l.memoryLimitBytes) },
    ];
    return [
      { ...use, metric: 'cpu_cores', unit: 'cores', stamps: 'end', points: used((u) => u.cpuCores) },
      {
        ...use,
        metric: 'busiest_pod_cores',
        unit: 'cores',
        stamps: 'end',
        points: used((u) => u.busiestPodCores),
      },
      {
        ...use,
        metric: 'memory_bytes',
        unit: 'bytes',
        stamps: 'instant',
        points: used((u) => u.memoryBytes).filter(([, value]) => value !== null),
      },
      { ...instant, metric: 'replicas', unit: '', points: looked((l) => l.replicas) },
      { ...instant, metric: 'restarts', unit: '', points: looked((l) => l.restarts) },
      // Pods without limits have none to show.
      ...limits.filter(({ points }) => points.some(([, value]) => value !== null)),
    ];
  }

  #whyNoUse(): string | undefined {
    if (this.#usageUnavailable !== undefined) return this.#usageUnavailable;
    if (this.#usage.points.length > 0) return undefined;
    const { missing } = this.#usage;
    if (missing.length > 0) {
      return `the metrics API has nothing of ${missing.join(', ')} yet: it takes about half a minute from the start of a pod`;
    }
    return 'no pod was running';
  }
}

const nothing = { replicas: null, restarts: null, cpuLimitCores: null, memoryLimitBytes: null };

function unavailable(reason: string | undefined): { unavailable?: string } {
  return reason === undefined ? {} : { unavailable: reason };
}

function limitOf(pods: readonly PodState[], of: (pod: PodState) => number | undefined): number | null {
  return pods.length === 0 ? null : (sumOf(pods.map(of)) ?? null);
}

function inWindow(
  points: readonly Point[],
  { startMs, endMs }: Placement,
  stamps: 'instant' | 'end',
): Point[] {
  const isAfter = ([tMs]: Point) => tMs > endMs;
  const afterEnd = stamps === 'end' ? points.find(isAfter) : undefined;
  const within = points.filter((point) => point[0] >= startMs && !isAfter(point));
  return [...within, ...(afterEnd ? [afterEnd] : [])].map(([tMs, value]) => [Math.round(tMs), value]);
}
