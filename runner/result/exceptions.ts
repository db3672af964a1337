import { relative } from 'node:path';
import type { RunResult } from '../../core/records/index.ts';
import { headlineOf, placeOfTrace } from '../bundle/k6-error.ts';
import type { WorkerOutcome } from '../coordinator/outcome.ts';

/** The exceptions that iterations threw over all workers, with their place in the sources, the most frequent first. */
export function toExceptions(
  workers: readonly WorkerOutcome[],
  sourceRoot: string,
  cwd: string,
): RunResult['exceptions'] {
  const counts = new Map<string, number>();
  for (const { exceptions } of workers) {
    for (const [message, count] of Object.entries(exceptions))
      counts.set(message, (counts.get(message) ?? 0) + count);
  }
  return [...counts]
    .map(([message, count]) => {
      const place = placeOfTrace(message, sourceRoot);
      const where = place && `${relative(cwd, place.file)}:${place.line}:${place.column}`;
      return { message: headlineOf(message), place: where ?? null, count };
    })
    .sort((a, b) => b.count - a.count);
}
