import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadtestError } from '../../../core/errors.ts';
import type { RunResult, SeriesPoint } from '../../../core/records/index.ts';
import { Checkpoints } from '../../../k8s/results/checkpoints.ts';
import { openDirectoryStore } from '../../../k8s/results/directory-store.ts';
import { fetchRun } from '../../../k8s/results/fetch-run.ts';
import { filesOf, type RemoteStore } from '../../../k8s/results/remote-store.ts';
import { openStore } from '../../../runner/store/run-store.ts';
import { makePlan, makeResult } from '../../reports/fixtures.ts';
import { makeSeries } from '../../reports/series-fixture.ts';

const seconds = 6;
const plan = { ...makePlan(seconds), backend: 'k8s' };
const { runId } = plan;
const series = makeSeries(seconds);
const linesOf = (points: readonly SeriesPoint[]) =>
  points.map((point) => `${JSON.stringify(point)}\n`).join('');
const between = (fromMs: number, toMs: number) => series.filter(({ tMs }) => tMs >= fromMs && tMs < toMs);
const requestsOf = (points: readonly SeriesPoint[]) =>
  points.reduce(
    (sum, point) => sum + (point.metric === 'http_reqs' && point.type === 'counter' ? point.delta : 0),
    0,
  );

const startMs = Date.parse('2026-11-23T16:00:00Z');
const generator = { cpus: 4, memoryBytes: 2 ** 29, platform: 'kubernetes linux x64' };

let root: string;
let directory: string;
let remote: RemoteStore;
let isDown: boolean;
let problems: (string | undefined)[];
let nowMs: number;
/** Ends the wait for the next checkpoint, and resolves when the one after it is waited for. */
let tick: () => Promise<void>;
let checkpoints: Checkpoints;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loadtest-checkpoints-'));
  directory = join(root, 'pod');
  mkdirSync(directory);
  write('plan.json', JSON.stringify(plan));
  write('bundle.tar', 'bundle');
  write('series.ndjson', '');
  nowMs = startMs;
  isDown = false;
  problems = [];
  const store = openDirectoryStore(join(root, 'remote'));
  remote = {
    ...store,
    write: (id, file, content) =>
      isDown
        ? Promise.reject(new LoadtestError('STORE_UNWRITABLE', 'the store is away'))
        : store.write(id, file, content),
  };
  let wake: () => void = () => undefined;
  let waiting: () => void = () => undefined;
  tick = () =>
    new Promise((resolve) => {
      waiting = resolve;
      nowMs += 10_000;
      wake();
    });
  checkpoints = new Checkpoints({
    ctx: {
      now: () => nowMs,
      sleep: (_durationMs, signal) =>
        new Promise((resolve) => {
          wake = resolve;
          waiting();
          signal?.addEventListener('abort', () => resolve());
        }),
    },
    store: remote,
    runId,
    directory,
    generator,
    onAttempt(problem) {
      problems.push(problem);
    },
  });
});
afterEach(async () => {
  await checkpoints.stop();
  rmSync(root, { recursive: true });
});

const write = (file: string, content: string | Uint8Array) => writeFileSync(join(directory, file), content);
const journal = (text: string) => appendFileSync(join(directory, 'series.ndjson'), text);
const remoteFiles = () => readdirSync(join(root, 'remote', runId)).sort();
const home = () => openStore(join(root, 'home'));
const fetched = (isOver: boolean) =>
  fetchRun({ now: () => nowMs }, { runId, files: filesOf(remote, runId), store: home() }, { isOver });
const requestsIn = ({ metrics }: RunResult) =>
  metrics.http_reqs?.type === 'counter' ? metrics.http_reqs.count : 0;

describe('a run whose coordinator is lost', () => {
  it('is what was checkpointed: every whole line until then', async () => {
    await checkpoints.begin();
    checkpoints.noteStart(startMs + 1_000);
    journal(linesOf(between(0, 2_000)));
    await tick();
    const half = linesOf(between(2_000, 3_000));
    journal(`${half}{"tMs":30`);
    await tick();
    journal(`00,"lost":1}\n${linesOf(between(3_000, 4_000))}`);

    const result = await fetched(true);
    expect(result).toMatchObject({
      verdict: 'fail',
      exitCode: 4,
      startedAt: new Date(startMs + 1_000).toISOString(),
      durationMs: 3_000,
      validity: { level: 'invalid' },
      generator,
    });
    expect(result.validity.reasons).toContainEqual(expect.objectContaining({ code: 'coordinator-lost' }));
    expect(requestsIn(result)).toBe(requestsOf(between(0, 3_000)));
    const points: SeriesPoint[] = [];
    for await (const point of home().readSeries(runId)) points.push(point);
    expect(points).toEqual(between(0, 3_000));
  });

  it('has a result also when it was lost before its load', async () => {
    await checkpoints.begin();
    expect(await fetched(true)).toMatchObject({ durationMs: 0, validity: { level: 'invalid' } });
  });

  it('is taken for lost only when it has been silent for a minute', async () => {
    await checkpoints.begin();
    nowMs += 59_000;
    await expect(fetched(false)).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
      message: `run "${runId}" is still under way`,
    });
    nowMs += 2_000;
    expect(await fetched(false)).toMatchObject({ validity: { level: 'invalid' } });
  });
});

describe('a store that is away', () => {
  it('refuses a run before its load', async () => {
    isDown = true;
    expect(await checkpoints.begin()).toMatchObject({ code: 'STORE_UNWRITABLE' });
  });

  it('loses nothing when it comes back, and is told of meanwhile', async () => {
    await checkpoints.begin();
    journal(linesOf(between(0, 1_000)));
    isDown = true;
    await tick();
    journal(linesOf(between(1_000, 2_000)));
    await tick();
    expect(problems).toEqual(['the store is away', 'the store is away']);
    isDown = false;
    await tick();
    expect(problems.at(-1)).toBeUndefined();
    expect(requestsIn(await fetched(true))).toBe(requestsOf(between(0, 2_000)));
  });
});

describe('a run that came to its end', () => {
  it('is kept whole, and nothing of its checkpoints is', async () => {
    await checkpoints.begin();
    journal(linesOf(series));
    await tick();
    await checkpoints.stop();
    rmSync(join(directory, 'series.ndjson'));
    const result = { ...makeResult(series, seconds), runId };
    const files = {
      'result.json': JSON.stringify(result),
      'series.ndjson.gz': gzipSync(linesOf(series)),
      'log.ndjson': '',
    };
    for (const [file, content] of Object.entries(files)) write(file, content);

    expect(await checkpoints.finish()).toBe(true);
    expect(remoteFiles()).toEqual([
      'bundle.tar',
      'log.ndjson',
      'plan.json',
      'result.json',
      'series.ndjson.gz',
    ]);
    expect(await fetched(false)).toMatchObject({ runId, verdict: result.verdict });
    expect(readdirSync(home().directory(runId)).sort()).toEqual(remoteFiles());
  });

  it('takes the place of what was made of its checkpoints', async () => {
    await checkpoints.begin();
    await fetched(true);
    write('result.json', JSON.stringify({ ...makeResult(series, seconds), runId }));
    await checkpoints.finish();
    expect((await fetched(false)).validity.reasons.map(({ code }) => code)).not.toContain('coordinator-lost');
  });
});

it('has nothing to give of a run that it does not know', async () => {
  await expect(fetched(true)).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
    message: `nothing was kept of run "${runId}"`,
  });
});
