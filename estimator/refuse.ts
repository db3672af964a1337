import { LoadtestError } from '../core/errors.ts';

/** The error of an estimate that the data do not carry: what is missing, and how to get it. */
export function refusal(message: string, hint: string): LoadtestError {
  return new LoadtestError('ESTIMATE_REFUSED', message, { hint });
}

/** What was measured, or the refusal instead of it, where the data need not carry everything. Throws all other errors. */
export function orRefusal<T>(measure: () => T): T | LoadtestError {
  try {
    return measure();
  } catch (error) {
    if (error instanceof LoadtestError && error.code === 'ESTIMATE_REFUSED') return error;
    throw error;
  }
}
