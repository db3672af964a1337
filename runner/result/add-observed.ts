import type { ObservedSeries, RunResult } from '../../core/records/index.ts';
import { reviseValidity } from '../../core/validity.ts';
import { targetChanges } from './target-changes.ts';

/** A result with series that were not at hand when it was made, and what they say of its validity. */
export function addObserved(result: RunResult, observed: readonly ObservedSeries[]): RunResult {
  return {
    ...result,
    observed: [...observed, ...result.observed],
    validity: reviseValidity(result.validity, { targetChanges: targetChanges(result.steps, observed) }),
  };
}
