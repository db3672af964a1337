import { type CsvCell, parseCsv } from '../csv.ts';
import { LoadtestError } from '../errors.ts';
import type { HeldConnections, Served, Usage } from '../records/index.ts';
import { type Column, type OwnColumn, parseHeader, type TableProblem } from './csv-columns.ts';
import { heldColumns, heldIn } from './held-columns.ts';

/** A row of a table of measurements. */
export interface TableRow {
  readonly line: number;
  readonly run: string;
  readonly atMs: number;
  /** Whether the time was wall clock. */
  readonly isWallClock: boolean;
  readonly step: number | null;
  readonly name: string;
  readonly served: Served;
  readonly held: HeldConnections | undefined;
  readonly used: Readonly<Record<string, Usage>>;
}

/**
 * The rows of a CSV of measurements, whichever tool wrote it. Throws RECORD_INVALID with the place of everything that
 * is wrong with header, cells and rows.
 */
export function parseTable(text: string, file: string): readonly TableRow[] {
  const [header, ...rows] = parseCsv(text);
  const { columns, problems } = header
    ? parseHeader(header)
    : { columns: [], problems: [{ line: 1, message: 'the table is empty' }] };
  const found = [...problems];
  if (header && rows.length === 0) found.push({ line: 1, message: 'no row follows the header' });
  const parsed = problems.length > 0 ? [] : rows.map((row) => parseRow(row, columns, found));
  refuseTable(file, [...found, ...problemsBetween(parsed.filter(({ atMs }) => Number.isFinite(atMs)))]);
  return parsed;
}

/** Throws one error that names the places of all problems; does nothing without any. */
export function refuseTable(file: string, problems: readonly TableProblem[]): void {
  if (problems.length === 0) return;
  const places = problems
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .map((problem) => ({ file, ...problem }));
  const count = places.length === 1 ? 'a problem' : `${places.length} problems`;
  throw new LoadtestError('RECORD_INVALID', `the table of measurements has ${count}`, { places });
}

function parseRow(
  cells: readonly CsvCell[],
  columns: readonly (Column | undefined)[],
  problems: TableProblem[],
): TableRow {
  const line = cells[0]?.line ?? 1;
  if (cells.length !== columns.length) {
    problems.push({ line, message: `the row has ${cells.length} cells, the header ${columns.length}` });
  }
  const cellOf = (name: OwnColumn) =>
    cells[columns.findIndex((column) => column?.kind === 'own' && column.name === name)];
  const number = (name: OwnColumn) => numberIn(cellOf(name), problems);
  const time = cellOf('time');
  const atMs = time === undefined ? null : timeIn(time, problems);
  const throughputPerSec = number('throughput_per_sec');
  if (throughputPerSec === null && cellOf('throughput_per_sec')?.text.trim() === '') {
    problems.push({ ...placeOf(cellOf('throughput_per_sec')), message: 'the throughput is missing' });
  }
  const name = cellOf('name')?.text ?? '';
  const held = heldIn(number);
  if (held === null)
    problems.push({
      line,
      message: `connections need ${heldColumns.open}, ${heldColumns.sentPerSec} and ${heldColumns.receivedPerSec}`,
    });
  const used = usageIn(cells, columns, name, problems);
  return {
    line,
    run: cellOf('run')?.text ?? '',
    atMs: atMs ?? Number.NaN,
    isWallClock: time !== undefined && !isNumber(time.text),
    step: stepIn(cellOf('step'), problems),
    name,
    served: {
      throughputPerSec: throughputPerSec ?? 0,
      concurrency: number('concurrency'),
      p50Ms: number('p50_ms'),
      p95Ms: number('p95_ms'),
      p99Ms: number('p99_ms'),
      errors: number('errors'),
    },
    held: held ?? undefined,
    used,
  };
}

function usageIn(
  cells: readonly CsvCell[],
  columns: readonly (Column | undefined)[],
  name: string,
  problems: TableProblem[],
): Record<string, Record<string, number | null>> {
  const used: Record<string, Record<string, number | null>> = {};
  columns.forEach((column, i) => {
    if (column?.kind !== 'use') return;
    const value = numberIn(cells[i], problems);
    if (name !== '' && value !== null) {
      problems.push({
        ...placeOf(cells[i]),
        message: `only the row of all requests, whose name is empty, says what ${column.resource} used`,
      });
    }
    used[column.resource] = { ...used[column.resource], [column.measure]: value };
  });
  return used;
}

function placeOf(cell: CsvCell | undefined): Omit<TableProblem, 'message'> {
  return cell === undefined ? {} : { line: cell.line, column: cell.column };
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim());
}

/** A number that is at least 0; `null` of an empty or missing cell, or of one that is a problem. */
function numberIn(cell: CsvCell | undefined, problems: TableProblem[]): number | null {
  const text = cell?.text.trim() ?? '';
  if (text === '') return null;
  const value = isNumber(text) ? Number(text) : Number.NaN;
  if (value >= 0 && Number.isFinite(value)) return value;
  problems.push({ ...placeOf(cell), message: `must be a number >= 0, got "${text}"` });
  return null;
}

function stepIn(cell: CsvCell | undefined, problems: TableProblem[]): number | null {
  const step = numberIn(cell, problems);
  if (step === null || Number.isInteger(step)) return step;
  problems.push({ ...placeOf(cell), message: `must be the whole number of a step, got "${cell?.text}"` });
  return null;
}

function timeIn(cell: CsvCell, problems: TableProblem[]): number | null {
  const text = cell.text.trim();
  const atMs = isNumber(text) ? Number(text) * 1_000 : Date.parse(text);
  if (Number.isFinite(atMs)) return atMs;
  problems.push({
    ...placeOf(cell),
    message: `must be a time such as 2026-11-25T09:00:00Z, or seconds, got "${text}"`,
  });
  return null;
}

/** What is wrong with rows that are each right by themselves. */
function problemsBetween(rows: readonly TableRow[]): TableProblem[] {
  const key = ({ run, atMs }: TableRow, name: string) => JSON.stringify([run, atMs, name]);
  const lines = new Map<string, number>();
  const problems: TableProblem[] = [];
  for (const row of rows) {
    const before = lines.get(key(row, row.name));
    if (before !== undefined) {
      problems.push({ line: row.line, message: `the row has the time and name of line ${before}` });
    }
    lines.set(key(row, row.name), before ?? row.line);
    if (row.isWallClock !== rows[0]?.isWallClock) {
      problems.push({ line: row.line, message: 'some times are wall clock, others seconds' });
    }
  }
  const orphans = rows.filter((row) => row.name !== '' && !lines.has(key(row, '')));
  return [
    ...problems,
    ...orphans.map(({ line, name }) => ({
      line,
      message: `"${name}" has no row of all requests, with an empty name, at its time`,
    })),
  ];
}
