import { csvRow } from '../core/csv.ts';
import { percentileValue } from '../core/percentile.ts';
import type { Step } from '../core/records/index.ts';
import type { ReportModel } from './model.ts';
import { binObserved } from './observed-line.ts';
import { failedShareOf, targetAt } from './timeline.ts';
import type { Window } from './window.ts';

type Cell = string | number | null | undefined;

const columns: Readonly<Record<string, (second: Window, steps: readonly Step[]) => Cell>> = {
  tMs: ({ tMs }) => tMs,
  requestsPerSec: ({ requests }) => requests,
  iterationsPerSec: ({ iterations }) => iterations,
  intendedPerSec: ({ tMs }, steps) => targetAt(steps, tMs, tMs + 1_000),
  p50Ms: ({ latency }) => percentileValue(latency, 0.5),
  p95Ms: ({ latency }) => percentileValue(latency, 0.95),
  p99Ms: ({ latency }) => percentileValue(latency, 0.99),
  failedRate: ({ failed }) => failedShareOf(failed),
  vus: ({ vus }) => vus,
  droppedIterations: ({ dropped }) => dropped,
};

/** One row a second (RFC 4180), with a column for each observed series; an empty cell is a missing value. */
export function renderCsv({ seconds, result }: ReportModel): string {
  const tMs = seconds.map((second) => second.tMs);
  const observed = result.observed.filter(({ points }) => points.length > 0);
  const values = observed.map((series) => binObserved(series, tMs, 1_000));
  const header = [
    ...Object.keys(columns),
    ...observed.map(
      ({ source, resource, metric, unit }) => `${source} ${resource} ${metric}${unit && ` (${unit})`}`,
    ),
  ];
  const rows = seconds.map((second, index) => [
    ...Object.values(columns).map((column) => column(second, result.steps)),
    ...values.map((line) => line[index]),
  ]);
  return [header, ...rows].map((row) => csvRow(row.map(rounded))).join('');
}

/** Numbers keep six significant digits. */
function rounded(value: Cell): Cell {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
