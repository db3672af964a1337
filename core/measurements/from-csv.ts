import {
  type MeasuredResource,
  type MeasurementBin,
  type MeasurementSource,
  type Measurements,
  schemaVersion,
} from '../records/index.ts';
import { parseTable, refuseTable, type TableRow } from './parse-csv.ts';

/**
 * Measurements from a CSV that `loadtest measurements` or any other tool wrote; `file` names it in errors. A bin is as
 * long as the smallest distance of two times. Throws RECORD_INVALID with the place of every problem.
 */
export function measurementsFromCsv(text: string, file: string): Measurements {
  const rows = parseTable(text, file);
  const runs = [...new Set(rows.map(({ run }) => run))];
  refuseTable(
    file,
    runs.flatMap((run) => whyNoBins(rows.filter((row) => row.run === run))),
  );
  const tables = runs.map((run, source) =>
    binsOf(
      rows.filter((row) => row.run === run),
      source,
    ),
  );
  const bins = tables.flatMap((table) => table.bins);
  return {
    schemaVersion,
    sources: tables.map((table, i) => ({ ...table.source, id: runs[i] || file })),
    resources: [...new Set(bins.flatMap(({ used }) => Object.keys(used)))].map(toResource),
    bins,
    dropped: [],
    steps: runs.flatMap((_, source) =>
      [...new Set(bins.filter((bin) => bin.source === source).flatMap(({ step }) => step ?? []))].map(
        (index) => ({ source, index, model: null, target: null, duration: null }),
      ),
    ),
  };
}

/** A bin's length is seen from two times at least. */
function whyNoBins(rows: readonly TableRow[]) {
  const times = new Set(rows.map(({ atMs }) => atMs));
  if (times.size > 1) return [];
  return [{ line: rows[0]?.line ?? 1, message: 'at least two times are needed, to see how long a bin is' }];
}

function binsOf(rows: readonly TableRow[], source: number) {
  const totals = rows.filter(({ name }) => name === '').toSorted((a, b) => a.atMs - b.atMs);
  const [first] = totals;
  const gaps = totals.slice(1).map(({ atMs }, i) => atMs - (totals[i]?.atMs ?? 0));
  const durationMs = gaps.reduce((least, gap) => Math.min(least, gap), Infinity);
  const namedAt = new Map<number, TableRow[]>();
  for (const row of rows) {
    if (row.name !== '') namedAt.set(row.atMs, [...(namedAt.get(row.atMs) ?? []), row]);
  }
  const originMs = first?.isWallClock ? first.atMs : 0;
  const bins = totals.map(
    ({ atMs, step, served, held, used }): MeasurementBin => ({
      source,
      startMs: atMs - originMs,
      durationMs,
      step,
      total: served,
      requests: Object.fromEntries((namedAt.get(atMs) ?? []).map((row) => [row.name, row.served])),
      ...(held && { connections: held }),
      used: { ...used },
    }),
  );
  return { bins, source: sourceOf(first) };
}

function sourceOf(first: TableRow | undefined): Omit<MeasurementSource, 'id'> {
  return {
    kind: 'csv',
    scenario: null,
    startedAt: first?.isWallClock ? new Date(first.atMs).toISOString() : null,
    loadModel: null,
    validity: null,
    generatorWasBusy: null,
    throughputFrom: null,
  };
}

function toResource(name: string): MeasuredResource {
  return { name, observedBy: 'csv', limits: {}, idle: {}, unavailable: null };
}
