import { type CsvCell, parseCsv } from '../../core/csv.ts';
import { LoadtestError, type Place } from '../../core/errors.ts';
import type { MeasuredLoad } from '../../core/records/index.ts';

const concurrencyColumn = 'concurrency';
const throughputColumn = 'throughput_per_sec';
const coresSuffix = '_cores';
const mostPlaces = 10;

/**
 * The loads of a CSV, a row each, with the columns `concurrency` and `throughput_per_sec`, and one `…_cores` for each
 * resource whose CPU was observed; others are not read. A load without concurrency is an idle system. Throws
 * RECORD_INVALID with the place of each problem.
 */
export function readLoadTable(text: string, file: string): MeasuredLoad[] {
  const [head = [], ...rows] = parseCsv(text);
  const columns = columnsOf(head, file);
  const problems: Place[] = [];
  const loads = rows.map((cells) => {
    const read = (index: number, name: string) => {
      const value = numberOf(cells[index]);
      if (typeof value === 'number') return value;
      const { line, column } = cells[index] ?? { line: cells[0]?.line ?? 1, column: undefined };
      problems.push({ file, line, ...(column !== undefined && { column }), message: `${name} ${value}` });
      return 1;
    };
    const concurrency = read(columns.concurrency, concurrencyColumn);
    const throughputPerSec = read(columns.throughput, throughputColumn);
    if ((concurrency === 0) !== (throughputPerSec === 0)) {
      const message = `${throughputPerSec} requests/s with ${concurrency} in flight cannot be: both are 0, or neither`;
      problems.push({ file, line: cells[0]?.line ?? 1, message });
    }
    const cores = columns.cores.map(([resource, index]) => [
      resource,
      (cells[index]?.text ?? '').trim() === '' ? null : read(index, `${resource}${coresSuffix}`),
    ]);
    return { concurrency, throughputPerSec, cores: Object.fromEntries(cores) };
  });
  if (rows.length === 0) problems.push({ file, line: 1, message: 'no row follows the names of the columns' });
  if (problems.length > 0) {
    throw new LoadtestError('RECORD_INVALID', `the table of loads has ${plural(problems.length)}`, {
      places: problems.slice(0, mostPlaces),
      hint: 'each row is one load: its mean requests in flight and its requests a second',
    });
  }
  return loads;
}

function columnsOf(head: readonly CsvCell[], file: string) {
  const names = head.map(({ text }) => text.trim());
  const missing = [concurrencyColumn, throughputColumn].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const found = head.length === 0 ? 'the file is empty' : `its columns are ${names.join(', ')}`;
    throw new LoadtestError(
      'RECORD_INVALID',
      `the table of loads lacks ${missing.map((name) => `the column ${name}`).join(' and ')}`,
      {
        places: [{ file, line: 1, message: found }],
        hint: `its first line names the columns: ${concurrencyColumn},${throughputColumn}, and cpu_cores where CPU was observed`,
      },
    );
  }
  return {
    concurrency: names.indexOf(concurrencyColumn),
    throughput: names.indexOf(throughputColumn),
    cores: names.flatMap((name, index) =>
      name.endsWith(coresSuffix) ? [[name.slice(0, -coresSuffix.length), index] as const] : [],
    ),
  };
}

/** The number in a cell, at least 0, or what is wrong with it. */
function numberOf(cell: CsvCell | undefined): number | string {
  const text = cell?.text.trim() ?? '';
  if (text === '') return 'is missing';
  const value = Number(text);
  if (!Number.isFinite(value)) return `must be a number, got "${text}"`;
  return value < 0 ? `must be at least 0, got ${text}` : value;
}

function plural(count: number): string {
  return count === 1 ? 'a problem' : `${count} problems`;
}
