import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoadtestError } from '../../../core/errors.ts';
import { measurementsCsv, measurementsFromCsv, mergeMeasurements } from '../../../core/measurements/index.ts';
import { type MeasurementBin, type Measurements, measurementsSchema } from '../../../core/records/index.ts';

const measured = (bins: MeasurementBin[], startedAt: string | null, id = 'run-1'): Measurements => ({
  schemaVersion: 1,
  sources: [
    {
      kind: 'run',
      id,
      scenario: null,
      startedAt,
      loadModel: null,
      validity: null,
      generatorWasBusy: null,
      throughputFrom: null,
    },
  ],
  resources: [...new Set(bins.flatMap(({ used }) => Object.keys(used)))].map((name) => ({
    name,
    observedBy: 'process',
    limits: {},
    idle: {},
    unavailable: null,
  })),
  bins,
  dropped: [],
  steps: [],
});

const positive = fc.double({ min: 0, max: 1e9, noNaN: true });
const known = fc.option(positive, { nil: null });
const served = fc.record({
  throughputPerSec: positive,
  concurrency: known,
  p50Ms: known,
  p95Ms: known,
  p99Ms: known,
  errors: known,
});
const names = fc.constantFrom('home', 'GET /a,b', '=1', '"quoted"', 'line\nbreak', ' ');
const bin = fc.record({
  source: fc.constant(0),
  step: fc.option(fc.nat(9), { nil: null }),
  total: served,
  requests: fc.dictionary(names, served),
  connections: fc.record({
    ...{ open: positive, openedPerSec: positive },
    ...{ sentPerSec: positive, receivedPerSec: positive },
  }),
  used: fc.record({
    api: fc.record({ busiest_thread_cores: positive, cores: positive, bytes: positive }),
    sessions: fc.record({ engine_cpu_share: positive, connections: positive }),
    'my db': fc.record({ cores: positive, connections: positive }),
  }),
});
/** At least two bins, each `durationMs` from the next. */
const bins = fc
  .tuple(fc.integer({ min: 1, max: 300 }), fc.array(bin, { minLength: 2, maxLength: 6 }))
  .map(([seconds, all]) =>
    all.map(
      (each, i): MeasurementBin => ({ ...each, startMs: i * seconds * 1_000, durationMs: seconds * 1_000 }),
    ),
  );

describe('a table of measurements', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(bins, fc.constantFrom(null, '2026-11-25T09:00:00.000Z'), (all, startedAt) => {
        const back = measurementsFromCsv(measurementsCsv(measured(all, startedAt)), 'a.csv');
        expect(back.bins).toEqual(all);
        expect(back.sources[0]?.startedAt).toBe(startedAt);
      }),
    );
  });

  it('of several runs says which', () => {
    const text = 'time,throughput_per_sec,api_cores\n0,10,0.1\n1,10,0.1\n';
    const both = mergeMeasurements([measurementsFromCsv(text, 'a.csv'), measurementsFromCsv(text, 'b.csv')]);
    const csv = measurementsCsv(both);
    expect(csv.split('\r\n')[3]).toBe('b.csv,0,,,10,,0.1,,,,');
    expect(measurementsFromCsv(csv, 'c.csv')).toEqual(both);
  });

  it('needs no more than time and throughput, in any order of rows and columns', () => {
    const read = measurementsFromCsv('throughput_per_sec,time\n20,30\n10,0\n', 'a.csv');
    expect(measurementsSchema.parse(read)).toMatchObject({
      sources: [{ kind: 'csv', id: 'a.csv', startedAt: null }],
      resources: [],
      bins: [
        { startMs: 0, durationMs: 30_000, step: null, total: { throughputPerSec: 10, concurrency: null } },
        { startMs: 30_000, durationMs: 30_000, total: { throughputPerSec: 20, errors: null } },
      ],
    });
  });
});

describe('of a table that is wrong', () => {
  it.each([
    ['emptiness', '', ['1 the table is empty']],
    ['a header alone', 'time,throughput_per_sec\n', ['1 no row follows the header']],
    ['a missing column', 'time,name\n0,a\n', ['1 the column throughput_per_sec is missing']],
    [
      'unknown and repeated columns',
      'time,throughput_per_sec,p95,time,_cores\n0,1,2,3,4\n',
      ['1:25 "p95" is no column', '1:29 the column "time" stands there twice', '1:34 "_cores" is no column'],
    ],
    [
      'cells and rows',
      'time,step,name,throughput_per_sec,api_cores\n0,,,fast,0.1\nsoon,0,,1,0.1\n2,1.5,,3,-1\n3,0,,,NaN\n4,0\n',
      [
        '2:5 must be a number >= 0, got "fast"',
        '3:1 must be a time such as 2026-11-25T09:00:00Z, or seconds, got "soon"',
        '4:3 must be the whole number of a step, got "1.5"',
        '4:10 must be a number >= 0, got "-1"',
        '5:6 the throughput is missing',
        '5:7 must be a number >= 0, got "NaN"',
        '6 the row has 2 cells, the header 5',
      ],
    ],
    [
      'rows that do not go together',
      'time,name,throughput_per_sec,api_cores\n0,,1,1\n0,,2,1\n0,a,1,1\n5,a,1,\n2026-11-25T09:00:00Z,,1,1\n',
      [
        '3 the row has the time and name of line 2',
        '4:7 only the row of all requests, whose name is empty, says what api used',
        '5 "a" has no row of all requests, with an empty name, at its time',
        '6 some times are wall clock, others seconds',
      ],
    ],
    ['a single time', 'time,throughput_per_sec\n7,1\n', ['2 at least two times are needed']],
  ])('%s is told with its place', (_, text, expected) => {
    const problems = problemsOf(() => measurementsFromCsv(text, 'a.csv'));
    expect(problems).toHaveLength(expected.length);
    for (const [i, problem] of expected.entries())
      expect(problems[i]).toMatch(new RegExp(`^${escaped(problem)}`));
  });
});

function problemsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof LoadtestError)) throw error;
    expect(error.code).toBe('RECORD_INVALID');
    return error.places.map(
      ({ line, column, message }) =>
        `${[line, column].filter((at) => at !== undefined).join(':')} ${message}`,
    );
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('the connections of a table', () => {
  const table = (columns: string, ...cells: readonly string[]) =>
    [`time,throughput_per_sec,${columns}`, ...cells.map((row, i) => `${i},0,${row}`)].join('\n');

  it('may leave out how many were made', () => {
    const text = table('open_connections,messages_sent_per_sec,messages_received_per_sec', '5,1,9', '5,1,9');
    const held = { open: 5, openedPerSec: 0, sentPerSec: 1, receivedPerSec: 9 };
    expect(measurementsFromCsv(text, 'a.csv').bins.map(({ connections }) => connections)).toEqual([
      held,
      held,
    ]);
  });

  it('are refused where they lack what the others mean nothing without', () => {
    const text = table('open_connections,messages_sent_per_sec', '5,1', '5,1');
    expect(() => measurementsFromCsv(text, 'a.csv')).toThrow(
      expect.objectContaining({
        places: [2, 3].map((line) => ({
          ...{ file: 'a.csv', line },
          message: 'connections need open_connections, messages_sent_per_sec and messages_received_per_sec',
        })),
      }),
    );
  });
});
