import type { RunSummary } from './run-store.ts';

/** Which results are kept; what is absent sets no limit. */
export interface Retention {
  /** Results by number, the newest first. */
  readonly maxRuns?: number | undefined;
  /** Results by age, from when the run was planned. */
  readonly maxAgeMs?: number | undefined;
}

/**
 * The runs, of a list with the newest first, that are past what is to be kept. Tagged runs and those without a result
 * are kept and not counted: someone named them, or they are under way.
 */
export function expiredRuns(runs: readonly RunSummary[], retention: Retention, nowMs: number): RunSummary[] {
  const { maxRuns = Infinity, maxAgeMs = Infinity } = retention;
  return runs
    .filter(({ verdict, tags }) => verdict !== undefined && tags.length === 0)
    .filter(({ createdAt }, index) => index >= maxRuns || nowMs - Date.parse(createdAt) > maxAgeMs);
}
