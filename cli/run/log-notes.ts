import { relative } from 'node:path';
import { headlineOf, parseK6LogLine, placeOfTrace } from '../../runner/bundle/k6-error.ts';

/** What k6 says by itself about being interrupted, which is not news. */
const expected =
  /test run stopped from REST API|test run was marked as failed|^Error executing (setup|teardown)/;

/** A line of a worker's log as the user wants to read it; `undefined` if it is not for the user. */
export function noteOf(line: string, sourceRoot: string, cwd: string): string | undefined {
  const parsed = parseK6LogLine(line);
  if (!parsed) return line;
  if (expected.test(parsed.message)) return undefined;
  if (parsed.source === 'console') return parsed.message;
  const place = placeOfTrace(parsed.message, sourceRoot);
  const where = place ? ` (${relative(cwd, place.file)}:${place.line}:${place.column})` : '';
  return `${parsed.level}: ${headlineOf(parsed.message)}${where}`;
}
