import { LoadtestError } from '../core/errors.ts';

/** The error of an estimate that the data do not carry: what is missing, and how to get it. */
export function refusal(message: string, hint: string): LoadtestError {
  return new LoadtestError('ESTIMATE_REFUSED', message, { hint });
}
