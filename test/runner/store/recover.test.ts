import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runResultSchema, type SeriesPoint } from '../../../core/records/index.ts';
import { type Owner, thisProcess, writeOwner } from '../../../runner/store/owner.ts';
import { recoverRun, recoverRuns } from '../../../runner/store/recover.ts';
import { openStore, type RunStore } from '../../../runner/store/run-store.ts';
import { makePlan, makeResult } from '../../reports/fixtures.ts';
import { makeSeries } from '../../reports/series-fixture.ts';

const seconds = 4;
const plan = { ...makePlan(seconds), backend: 'local' };
const id = plan.runId;
const series = makeSeries(seconds);
const journal = series.map((point) => `${JSON.stringify(point)}\n`).join('');

/** A process that ended long ago. */
const gone: Owner = { ...thisProcess(), startTicks: 1, loadStartedAt: '2026-11-23T12:00:00.000Z' };

let root: string;
let store: RunStore;
let directory: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'loadtest-store-'));
  store = openStore(root);
  directory = await store.create(plan);
  await writeOwner(directory, gone);
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, content: string | Uint8Array) => writeFileSync(join(directory, file), content);
const files = () => readdirSync(directory).sort();
const pointsOf = async () => {
  const points: SeriesPoint[] = [];
  for await (const point of store.readSeries(id)) points.push(point);
  return points;
};
const countOf = (points: readonly SeriesPoint[], metric: string) =>
  points.reduce(
    (sum, point) => sum + (point.metric === metric && point.type === 'counter' ? point.delta : 0),
    0,
  );

describe('a run that a lost process left behind', () => {
  it('becomes an invalid result with the sums of its seconds', async () => {
    write('series.ndjson', journal);
    expect(await recoverRun(store, id)).toBe(true);

    const result = await store.readResult(id);
    expect(result).toMatchObject({
      verdict: 'fail',
      exitCode: 4,
      end: { by: 'failure' },
      startedAt: gone.loadStartedAt,
      validity: { level: 'invalid' },
      metrics: {
        http_reqs: { count: countOf(series, 'http_reqs') },
        http_req_duration: { count: countOf(series, 'http_reqs') },
      },
    });
    // What was not measured is said by the one reason, and by no other.
    expect(result.validity.reasons.map(({ code }) => code)).toEqual([
      'dropped-iterations',
      'coordinator-lost',
    ]);
    expect(await pointsOf()).toEqual(series);
    expect(files()).toEqual(['plan.json', 'result.json', 'series.ndjson.gz']);
  });

  it('keeps what was observed of the servers until then, and what was said of it last', async () => {
    const cpu = { source: 'process', resource: 'api', metric: 'cpu_cores', unit: 'cores', stamps: 'end' };
    const memory = { ...cpu, metric: 'memory_bytes', unit: 'bytes', stamps: 'instant' };
    const pieces = [
      { ...cpu, points: [[-300, 0.1]] },
      { ...memory, points: [[-300, 4_096]] },
      { ...cpu, points: [[700, 0.5]] },
      { ...cpu, points: [[1_700, null]], unavailable: 'process 20 has ended' },
    ];
    write('observed.ndjson', `${pieces.map((piece) => JSON.stringify(piece)).join('\n')}\n{"source":"proc`);
    await recoverRun(store, id);
    expect((await store.readResult(id)).observed.filter(({ source }) => source === 'process')).toEqual([
      {
        ...cpu,
        points: [
          [-300, 0.1],
          [700, 0.5],
          [1_700, null],
        ],
        unavailable: 'process 20 has ended',
      },
      { ...memory, points: [[-300, 4_096]] },
    ]);
    expect(files()).toEqual(['plan.json', 'result.json']);
  });

  it('keeps every whole second of a journal that was cut off anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(journal.length), async (length) => {
        await writeOwner(directory, gone);
        write('series.ndjson', journal.slice(0, length));
        await recoverRun(store, id);

        const whole = series.slice(0, journal.slice(0, length).split('\n').length - 1);
        const { metrics } = runResultSchema.parse(
          JSON.parse(readFileSync(join(directory, 'result.json'), 'utf8')),
        );
        const requests = metrics.http_reqs?.type === 'counter' ? metrics.http_reqs.count : 0;
        // The last line may be whole but for its line end.
        expect([
          countOf(whole, 'http_reqs'),
          countOf(series.slice(0, whole.length + 1), 'http_reqs'),
        ]).toContain(requests);
        for (const file of files().filter((name) => name !== 'plan.json')) rmSync(join(directory, file));
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, () => void | Promise<void>]>([
    ['before its journal was made', () => undefined],
    ['with workers that had begun to fetch', () => mkdirSync(join(directory, 'scratch'))],
    ['while its result was written', () => write('result.json.123.part', '{"schemaVers')],
    [
      'while its journal was compressed',
      () => {
        write('series.ndjson', journal);
        write('series.ndjson.gz.123.part', gzipSync(journal).subarray(0, 100));
      },
    ],
    [
      'between the compressed journal and the removal of the plain one',
      () => {
        write('series.ndjson', journal);
        write('series.ndjson.gz', gzipSync(journal));
      },
    ],
    [
      'between its result and the end',
      () => store.writeResult({ ...makeResult(series, seconds), runId: id }),
    ],
  ])('%s is whole afterwards', async (_, crash) => {
    await crash();
    expect(await recoverRun(store, id)).toBe(true);

    await expect(store.readResult(id)).resolves.toMatchObject({ runId: id });
    expect(
      files().filter((file) => !['plan.json', 'result.json', 'series.ndjson.gz'].includes(file)),
    ).toEqual([]);
    if (existsSync(join(directory, 'series.ndjson.gz'))) {
      expect(gunzipSync(readFileSync(join(directory, 'series.ndjson.gz'))).toString()).toBe(journal);
    }
    expect(await recoverRun(store, id)).toBe(false);
  });

  it('keeps the result that it had', async () => {
    await store.writeResult({ ...makeResult(series, seconds), runId: id });
    const written = readFileSync(join(directory, 'result.json'), 'utf8');
    await recoverRun(store, id);
    expect(readFileSync(join(directory, 'result.json'), 'utf8')).toBe(written);
  });

  it('is recovered by two processes at once without harm', async () => {
    write('series.ndjson', journal);
    const failures: unknown[] = [];
    await Promise.all([1, 2].map(() => recoverRuns(openStore(root), (_, error) => failures.push(error))));
    expect(await store.readResult(id)).toMatchObject({ exitCode: 4 });
    expect(await pointsOf()).toEqual(series);
  });
});

describe('a run that is left alone', () => {
  it.each<[string, () => Promise<string>]>([
    [
      'has a living process',
      async () => {
        await writeOwner(directory, thisProcess());
        return id;
      },
    ],
    [
      'runs on a cluster, where no process here carries it',
      async () => {
        const elsewhere = { ...plan, runId: `${id}-k8s`, backend: 'k8s' };
        await writeOwner(await store.create(elsewhere), gone);
        return elsewhere.runId;
      },
    ],
  ])('%s', async (_, arrange) => {
    const left = await arrange();
    expect(await recoverRun(store, left)).toBe(false);
    expect(existsSync(join(store.directory(left), 'result.json'))).toBe(false);
  });
});
