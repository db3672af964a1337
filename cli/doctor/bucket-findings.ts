import { LoadtestError, messageOf } from '../../core/errors.ts';
import type { Config } from '../config/schema.ts';
import { openKeptRuns } from '../kept-runs.ts';
import type { Finding } from '../screen/findings.ts';

/**
 * Whether the bucket that keeps results can be read from here, if there is one. It is no obstacle for a run, whose
 * coordinator writes there from its own network and with its own credentials.
 */
export async function bucketFindings(config: Config): Promise<readonly Finding[]> {
  const bucket = await openKeptRuns(config);
  if (!bucket) return [];
  const name = 'results';
  try {
    await bucket.runIds('0');
    return [{ name, state: 'ok', found: `${bucket.name} can be read from here` }];
  } catch (error) {
    const hint = error instanceof LoadtestError ? error.hint : undefined;
    return [{ name, state: 'note', found: messageOf(error), ...(hint !== undefined && { hint }) }];
  }
}
