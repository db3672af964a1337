import type { RunResult } from '../core/records/index.ts';

/** The result with what the cluster says of its lost workers, by index, added to what the coordinator saw of them. */
export function explainLosses(result: RunResult, reasons: Readonly<Record<string, string>>): RunResult {
  const workers = result.workers.map((worker) => {
    const reason = worker.lost === null ? undefined : reasons[worker.index];
    return reason === undefined ? worker : { ...worker, lost: `${worker.lost} (${reason})` };
  });
  return { ...result, workers };
}
