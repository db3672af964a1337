import { relative } from 'node:path';
import type { Place } from '../../core/errors.ts';
import { headlineOf, parseK6LogLine, placeOfTrace, withPlaces } from '../../runner/bundle/k6-error.ts';

/** What k6 says by itself about being ended from outside, which is not news. */
const expected =
  /test run stopped from REST API|test run was marked as failed|test run was aborted because k6 received|^Error executing (setup|teardown)/;

/** A line of a worker's log as the user wants to read it; `undefined` if it is not for the user. */
export function noteOf(line: string, sourceRoot: string, cwd: string): string | undefined {
  const parsed = parseK6LogLine(line);
  if (!parsed) return line;
  if (expected.test(parsed.message)) return undefined;
  if (parsed.source === 'console') return parsed.message;
  const show = ({ file, line, column }: Place) => `${relative(cwd, file)}:${line}:${column}`;
  const place = placeOfTrace(parsed.message, sourceRoot);
  const sentence = withPlaces(headlineOf(parsed.message), sourceRoot, show);
  return `${parsed.level}: ${sentence}${place ? ` (${show(place)})` : ''}`;
}
