import { csvRow } from '../csv.ts';
import type { HeldConnections, MeasurementBin, Measurements, Served } from '../records/index.ts';
import { heldColumns } from './held-columns.ts';
import { csvMeasures } from './measures.ts';

type Row = readonly (string | number | null | undefined)[];

/**
 * The clean bins as CSV: of each bin a row with an empty name for all requests together, which alone carries the
 * resources, and one for each request name. Times are ISO 8601 where the run's start is known, else seconds. The runs
 * are told apart by a column before the others where there are several.
 */
export function measurementsCsv(measurements: Measurements): string {
  const columns = resourceColumns(measurements);
  const several = measurements.sources.length > 1;
  const held = heldOf(measurements);
  const header = [
    ...(several ? ['run'] : []),
    ...['time', 'step', 'name', 'throughput_per_sec', 'concurrency'],
    ...columns.map(({ resource, measure }) => `${resource}_${measure}`),
    ...['p50_ms', 'p95_ms', 'p99_ms', 'errors'],
    ...held.map(([, column]) => column),
  ];
  const rows = measurements.bins.flatMap((bin) => {
    const source = measurements.sources[bin.source];
    const row = (name: string, served: Served, used: Row, connections: Row): Row => [
      ...(several ? [source?.id] : []),
      ...[
        timeOf(bin, source?.startedAt ?? null),
        bin.step,
        name,
        served.throughputPerSec,
        served.concurrency,
      ],
      ...used,
      ...[served.p50Ms, served.p95Ms, served.p99Ms, served.errors],
      ...connections,
    ];
    const used = columns.map(({ resource, measure }) => bin.used[resource]?.[measure]);
    const nothing = columns.map(() => null);
    return [
      row(
        '',
        bin.total,
        used,
        held.map(([field]) => bin.connections?.[field]),
      ),
      ...Object.entries(bin.requests).map(([name, served]) =>
        row(
          name,
          served,
          nothing,
          held.map(() => null),
        ),
      ),
    ];
  });
  return [header, ...rows].map(csvRow).join('');
}

function timeOf({ startMs }: MeasurementBin, startedAt: string | null): string | number {
  return startedAt === null ? startMs / 1_000 : new Date(Date.parse(startedAt) + startMs).toISOString();
}

/** The columns of connections with their fields, where a bin held some. */
function heldOf({ bins }: Measurements): readonly (readonly [keyof HeldConnections, string])[] {
  if (bins.every(({ connections }) => connections === undefined)) return [];
  return (['open', 'openedPerSec', 'sentPerSec', 'receivedPerSec'] as const).map((field) => [
    field,
    heldColumns[field],
  ]);
}

/** The resources' measures that a CSV has a name for and that were read at least once. */
function resourceColumns({ resources, bins }: Measurements) {
  return resources.flatMap(({ name }) =>
    csvMeasures
      .filter((measure) => bins.some(({ used }) => typeof used[name]?.[measure] === 'number'))
      .map((measure) => ({ resource: name, measure })),
  );
}
