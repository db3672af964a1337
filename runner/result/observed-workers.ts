import type { ObservedSeries } from '../../core/records/index.ts';
import type { WorkerOutcome } from '../coordinator/outcome.ts';
import { tooShort } from '../observe/process.ts';

/** Each worker's own CPU and memory over time, on the clock of the run. */
export function observeWorkers(workers: readonly WorkerOutcome[], originMs: number): ObservedSeries[] {
  return workers.flatMap(({ index, usage }) => {
    const base = { source: 'worker', resource: `worker-${index}` } as const;
    const cpu = usage.slice(1).map(({ atMs, usage: { cpuSeconds } }, i): [number, number | null] => {
      const before = usage[i];
      const elapsedSec = before ? (atMs - before.atMs) / 1_000 : 0;
      return [
        atMs - originMs,
        before && elapsedSec > 0 ? (cpuSeconds - before.usage.cpuSeconds) / elapsedSec : null,
      ];
    });
    const memory = usage.map(({ atMs, usage: { memoryBytes } }): [number, number | null] => [
      atMs - originMs,
      memoryBytes,
    ]);
    const why = usage.length === 1 ? { unavailable: tooShort } : {};
    return [
      { ...base, metric: 'cpu_cores', unit: 'cores', stamps: 'end', points: cpu, ...why },
      { ...base, metric: 'memory_bytes', unit: 'bytes', stamps: 'instant', points: memory },
    ];
  });
}
