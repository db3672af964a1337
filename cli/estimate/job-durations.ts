import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseCsv } from '../../core/csv.ts';
import { LoadtestError, messageOf, type Place } from '../../core/errors.ts';
import { type MeasuredJobs, measuredJobs } from '../../estimator/index.ts';

const perMinute = { minutes: 1, seconds: 60 } as const;
const mostPlaces = 10;

/** What a CSV of jobs that ran already says of their duration; `file` is relative to `root`. Throws as `readDurations` does, CONFIG_INVALID where it cannot be read. */
export async function measuredDurations(root: string, file: string): Promise<MeasuredJobs> {
  const text = await readFile(resolve(root, file), 'utf8').catch((cause: unknown) => {
    throw new LoadtestError('CONFIG_INVALID', `the durations of jobs cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
  return measuredJobs(readDurations(text, file));
}

/** Minutes of each job, a row each with a column `minutes` or `seconds`; others are not read. Throws RECORD_INVALID with the place of each problem. */
function readDurations(text: string, file: string): number[] {
  const [head = [], ...rows] = parseCsv(text);
  const names = head.map((cell) => cell.text.trim());
  const column = names.findIndex((name) => name in perMinute);
  const factor = perMinute[names[column] === 'seconds' ? 'seconds' : 'minutes'];
  if (column === -1)
    throw new LoadtestError('RECORD_INVALID', 'the table of jobs has no column minutes or seconds', {
      places: [{ file, line: 1, message: `its columns are ${names.join(', ')}` }],
      hint: 'its first line names the columns, and each row after it is one job',
    });
  const problems: Place[] = [];
  const minutes = rows.map((cells) => {
    const cell = cells[column];
    const value = Number(cell?.text.trim() || Number.NaN);
    if (value > 0 && value < Infinity) return value / factor;
    const message = `${names[column]} must be a number above 0, got "${cell?.text ?? ''}"`;
    problems.push({ file, line: cell?.line ?? cells[0]?.line ?? 1, message });
    return 0;
  });
  if (problems.length > 0)
    throw new LoadtestError('RECORD_INVALID', 'the table of jobs has durations that are none', {
      places: problems.slice(0, mostPlaces),
      hint: 'leave out jobs that did not end',
    });
  return minutes;
}
