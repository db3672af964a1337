import { availableParallelism } from 'node:os';
import type { Context } from '../../core/context.ts';
import type { MetricSource, RunClock } from '../../core/metric-source.ts';
import type { ObservedSeries } from '../../core/records/index.ts';
import { readCgroup } from './cgroup.ts';
import { cpuBetween } from './cpu-account.ts';
import { listPids, type ProcessReading } from './process-reading.ts';
import { ProcessTree } from './process-tree.ts';
import { clockTicksPerSec } from './procfs.ts';

/** Why there is no CPU where all else was read: it is what was used between two readings. */
export const tooShort = 'the load was too short for two readings';

/** A pid, or why there is none at the moment. */
export type PidLookup = number | { readonly unavailable: string };

export interface ProcessObserved {
  /** The root of the tree; a function is asked again whenever the process it named last has ended. */
  readonly pid: number | (() => PidLookup);
  /** The resource's name in the result. */
  readonly name: string;
  readonly procRoot?: string;
  /** Where the control groups are mounted. */
  readonly cgroupRoot?: string;
}

/** The series of a process tree; CPU is the mean over the period that ends at the point's time. */
const seriesShapes = {
  cpu_cores: { unit: 'cores', stamps: 'end' },
  busiest_thread_cores: { unit: 'cores', stamps: 'end' },
  memory_bytes: { unit: 'bytes', stamps: 'instant' },
  open_files: { unit: '', stamps: 'instant' },
  threads: { unit: '', stamps: 'instant' },
  cpu_limit_cores: { unit: 'cores', stamps: 'instant' },
} as const;
type SeriesName = keyof typeof seriesShapes;
const seriesNames = ['cpu_cores', 'busiest_thread_cores', 'memory_bytes', 'open_files', 'threads'] as const;
/** Only where a control group gives the tree less than the machine has. */
const limitName = 'cpu_limit_cores';

/** A value is `null` when it could not be read, and absent when no period ends here. */
interface Sample extends Readonly<Partial<Record<SeriesName, number | null>>> {
  /** On the context's monotonic clock: the run's own may start anew at the unpause. */
  readonly atMs: number;
}

const periodMs = 1_000;

/**
 * Observes a process on this machine with all its descendants, from procfs, once a second on the second. Memory is the
 * sum of the resident sets: a page that several processes share counts once for each.
 */
export function processSource(ctx: Context, observed: ProcessObserved): MetricSource {
  const sampler = new ProcessSampler(ctx, observed);
  const stop = new AbortController();
  let clock: RunClock | undefined;
  /** The run's clock less the context's. */
  const shiftMs = () => (clock?.tMs() ?? 0) - ctx.monotonicMs();
  return {
    description: { name: `process ${observed.name}`, delivery: 'live', runsIn: 'coordinator', stamps: 'end' },
    async start(runClock) {
      clock = runClock;
      sampler.sample();
      void sampleEachSecond(ctx, runClock, sampler, stop.signal);
    },
    fresh: () => sampler.fresh(shiftMs()),
    async finish({ startMs, endMs }) {
      stop.abort();
      if (sampler.ageMs() >= periodMs / 2) sampler.sample();
      return sampler.window(shiftMs(), startMs, endMs);
    },
  };
}

/** Samples on the whole seconds of the run's clock, so that the points meet the bins of the client's series. */
async function sampleEachSecond(
  ctx: Context,
  clock: RunClock,
  sampler: ProcessSampler,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const tMs = clock.tMs();
    const restMs = Math.ceil(tMs / periodMs) * periodMs - tMs;
    // In too short a period the clock tick of 10 ms would be a large error.
    await ctx.sleep(restMs < periodMs / 2 ? restMs + periodMs : restMs, signal);
    if (!signal.aborted) sampler.sample();
  }
}

class ProcessSampler {
  readonly #ctx: Context;
  readonly #observed: ProcessObserved;
  readonly #procRoot: string;
  readonly #tree: ProcessTree;
  readonly #samples: Sample[] = [];
  #readings: readonly ProcessReading[] = [];
  #rootPid: number | undefined;
  /** How many samples `fresh` has given. */
  #told = 0;
  /** Why the last sample is empty, if it is. */
  #unavailable: string | undefined;

  constructor(ctx: Context, observed: ProcessObserved) {
    this.#ctx = ctx;
    this.#observed = observed;
    this.#procRoot = observed.procRoot ?? '/proc';
    this.#tree = new ProcessTree(this.#procRoot);
  }

  /** The time since the last sample. */
  ageMs(): number {
    return this.#ctx.monotonicMs() - (this.#samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY);
  }

  sample(): void {
    const elapsedMs = this.ageMs();
    const atMs = this.#ctx.monotonicMs();
    let readings = this.#tree.read();
    if (
      !readings.some((reading) => reading.pid === this.#rootPid && isLiving(reading)) &&
      this.#adoptRoot()
    ) {
      readings = this.#tree.read();
    }
    if (readings.some(isLiving)) {
      this.#samples.push({
        atMs,
        ...levels(readings),
        ...this.#limit(readings),
        ...cpu(this.#readings, readings, elapsedMs),
      });
    } else {
      this.#samples.push({ atMs, ...Object.fromEntries(seriesNames.map((name) => [name, null])) });
      readings = [];
    }
    this.#readings = readings;
  }

  /** All series with the points since the last call. */
  fresh(shiftMs: number): ObservedSeries[] {
    const samples = this.#samples.slice(this.#told);
    this.#told = this.#samples.length;
    return samples.length > 0 ? this.#toSeries(samples, shiftMs) : [];
  }

  /** All series, with the points in the window and the first one after it, which tells of the window's last part. */
  window(shiftMs: number, startMs: number, endMs: number): ObservedSeries[] {
    const isBefore = ({ atMs }: Sample) => atMs + shiftMs <= endMs;
    const afterEnd = this.#samples.find((sample) => !isBefore(sample));
    const inWindow = this.#samples.filter((sample) => sample.atMs + shiftMs >= startMs && isBefore(sample));
    const series = this.#toSeries(afterEnd === undefined ? inWindow : [...inWindow, afterEnd], shiftMs);
    return series.map((each) => (each.points.length > 0 ? each : { unavailable: tooShort, ...each }));
  }

  #toSeries(samples: readonly Sample[], shiftMs: number): ObservedSeries[] {
    const isLimited = samples.some((sample) => sample[limitName] !== undefined);
    const names: readonly SeriesName[] = isLimited ? [...seriesNames, limitName] : seriesNames;
    return names.map((metric) => {
      const points = samples.flatMap((sample): [number, number | null][] => {
        const value = sample[metric];
        return value === undefined ? [] : [[Math.round(sample.atMs + shiftMs), value]];
      });
      const unavailable = this.#whyUnavailable(metric);
      const series = {
        source: 'process',
        resource: this.#observed.name,
        metric,
        ...seriesShapes[metric],
        points,
      };
      return unavailable === undefined ? series : { ...series, unavailable };
    });
  }

  /** What the control group of the process that does most of the work leaves it of the machine. */
  #limit(readings: readonly ProcessReading[]): Pick<Sample, typeof limitName> {
    const [busiest] = readings.filter(isLiving).toSorted((a, b) => b.ownTicks - a.ownTicks);
    const membership = `${this.#procRoot}/${busiest?.pid}/cgroup`;
    const { cpuLimitCores } = readCgroup({ membership, root: this.#observed.cgroupRoot ?? '/sys/fs/cgroup' });
    return cpuLimitCores === undefined || cpuLimitCores >= availableParallelism()
      ? {}
      : { cpu_limit_cores: cpuLimitCores };
  }

  #whyUnavailable(metric: SeriesName): string | undefined {
    if (this.#readings.length === 0) return this.#unavailable;
    const hidden = metric === 'open_files' && this.#samples.at(-1)?.open_files === null;
    return hidden ? 'this user may not list the open files of the process' : undefined;
  }

  /** Looks for the process to observe, and says whether there is a new one. */
  #adoptRoot(): boolean {
    const { pid: named } = this.#observed;
    const pid = typeof named === 'function' ? named() : named;
    if (typeof pid !== 'number') {
      this.#unavailable = pid.unavailable;
      return false;
    }
    // The same pid later would be a stranger that the system gave it to.
    if (pid === this.#rootPid) {
      this.#unavailable ??= `process ${pid} has ended`;
      return false;
    }
    const adopted = this.#tree.adopt(pid);
    if (adopted || pid === named) this.#rootPid = pid;
    this.#unavailable = adopted ? undefined : this.#whyNoProcess(pid);
    return adopted;
  }

  #whyNoProcess(pid: number): string {
    if (listPids(this.#procRoot).length > 0) return `there is no process ${pid}`;
    return `there is no procfs at ${this.#procRoot}: processes can be observed on Linux only`;
  }
}

function isLiving({ state }: ProcessReading): boolean {
  return state !== 'Z' && state !== 'X';
}

function levels(readings: readonly ProcessReading[]) {
  const living = readings.filter(isLiving);
  const total = (of: (reading: ProcessReading) => number) =>
    living.reduce((sum, reading) => sum + of(reading), 0);
  return {
    memory_bytes: total(({ residentBytes }) => residentBytes),
    open_files: living.some(({ openFiles }) => openFiles === undefined)
      ? null
      : total(({ openFiles }) => openFiles ?? 0),
    threads: total(({ threads }) => threads),
  };
}

/** Nothing for the first sample of a tree: no period ends with it. */
function cpu(before: readonly ProcessReading[], after: readonly ProcessReading[], elapsedMs: number) {
  if (before.length === 0) return {};
  const { ticks, busiestThreadTicks } = cpuBetween(before, after);
  const cores = (used: number) => used / clockTicksPerSec / (elapsedMs / 1000);
  return { cpu_cores: cores(ticks), busiest_thread_cores: cores(busiestThreadTicks) };
}
