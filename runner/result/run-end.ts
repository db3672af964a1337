import { relative } from 'node:path';
import type { RunEnd } from '../../core/records/index.ts';
import { parseK6LogLine, withPlaces } from '../bundle/k6-error.ts';
import type { RunOutcome } from '../coordinator/outcome.ts';

const aborted = 'test aborted: ';

/** How the run ended. Of a script that aborted it k6 logs the reason and the place, which are in the worker's last words. */
export function endOf({ end, workers }: RunOutcome, sourceRoot: string, cwd: string): RunEnd {
  if (end.by !== 'script') return end;
  const said = workers
    .flatMap(({ exit }) => exit?.logTail.split('\n') ?? [])
    .map((line) => parseK6LogLine(line)?.message ?? '')
    .find((message) => message.startsWith(aborted));
  if (said === undefined) return end;
  const message = withPlaces(said.slice(aborted.length), sourceRoot, ({ file, line, column }) =>
    [relative(cwd, file), line, column].join(':'),
  );
  return { ...end, message };
}
