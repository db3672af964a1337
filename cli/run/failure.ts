import { LoadtestError } from '../../core/errors.ts';
import type { Failure } from '../../core/records/index.ts';

/** A run's failure as the error that it was, so that it reads the same as one that comes before the run. */
export function toError({ code, message, hint, places }: Failure): LoadtestError {
  return new LoadtestError(code, message, {
    ...(hint !== undefined && { hint }),
    places: places as LoadtestError['places'],
  });
}
