import type { WorkerResult } from '../../core/records/index.ts';
import type { WorkerOutcome } from '../coordinator/outcome.ts';
import type { Usage } from '../coordinator/protocol.ts';

/** The record of each worker; its use of the machine is that between the unpause and its last iteration. */
export function toWorkers(
  workers: readonly WorkerOutcome[],
  segments: readonly string[],
  originMs: number,
): WorkerResult[] {
  return workers.map((worker) => {
    const loaded = worker.usage.filter(
      ({ atMs }) => atMs >= originMs && atMs <= (worker.endedMs ?? Infinity),
    );
    const [first] = loaded;
    const last = loaded.at(-1);
    const loadedSec = first && last ? (last.atMs - first.atMs) / 1_000 : 0;
    const per = (amount: number) => (loadedSec > 0 ? amount / loadedSec : null);
    return {
      index: worker.index,
      segment: segments[worker.index] ?? '0:1',
      startOffsetMs: worker.startOffsetMs ?? null,
      cpuCores: first && last ? per(last.usage.cpuSeconds - first.usage.cpuSeconds) : null,
      peakCpuCores: peakCores(loaded),
      cpuLimitCores: last?.usage.cpuLimitCores ?? null,
      throttledShare: throttledShare(first?.usage, last?.usage),
      memoryBytes: highest(worker.usage.map(({ usage }) => usage.memoryBytes)),
      pushes: worker.pushes,
      clockAheadMs: worker.clockAheadMs ?? null,
      exitCode: worker.exit?.exitCode ?? null,
      lost: worker.lost ?? null,
    };
  });
}

/** Share of the periods between two readings in which the worker was throttled; `null` where there is no quota. */
function throttledShare(first: Usage | undefined, last: Usage | undefined): number | null {
  if (first?.periods === undefined || last?.periods === undefined || last.periods <= first.periods)
    return null;
  const throttled = (last.throttledPeriods ?? 0) - (first.throttledPeriods ?? 0);
  return throttled / (last.periods - first.periods);
}

function peakCores(samples: WorkerOutcome['usage']): number | null {
  const cores = samples.slice(1).flatMap((sample, i) => {
    const before = samples[i];
    const elapsedSec = before ? (sample.atMs - before.atMs) / 1_000 : 0;
    return before && elapsedSec > 0 ? [(sample.usage.cpuSeconds - before.usage.cpuSeconds) / elapsedSec] : [];
  });
  return highest(cores);
}

/** A long run has more samples than a call takes arguments. */
function highest(values: readonly number[]): number | null {
  return values.reduce<number | null>((max, value) => (max === null || value > max ? value : max), null);
}
