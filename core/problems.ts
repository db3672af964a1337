import { type ErrorCode, LoadtestError } from './errors.ts';

/** Throws one error that names every problem, in their order; does nothing when there is none. */
export function refuse(code: ErrorCode, problems: readonly string[], hint?: string): void {
  if (problems.length === 0) return;
  const [first = ''] = problems;
  const message = problems.length === 1 ? first : `${problems.length} problems: ${problems.join('; ')}`;
  throw new LoadtestError(code, message, hint === undefined ? {} : { hint });
}
