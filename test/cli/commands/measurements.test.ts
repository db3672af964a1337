import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measurementsSchema } from '../../../core/records/index.ts';
import { openStore } from '../../../runner/store/run-store.ts';
import {
  clientSeries,
  demandOf,
  observe,
  syntheticResult,
} from '../../core/measurements/synthetic-service.ts';
import { makePlan } from '../../reports/fixtures.ts';
import { cli, makeDirectory } from '../harness.ts';

const runId = '20260314-091700-browse-ab';
const steps = [{ seconds: 8, requestsPerSec: 40 }];
const table = 'time,throughput_per_sec,api_cores\n0,10,0.1\n60,20,0.2\n';

let directory: string;
beforeEach(async () => {
  directory = makeDirectory();
  const store = openStore(join(directory, '.loadtest/runs'));
  await store.create({ ...makePlan(8), runId });
  const level = demandOf(steps, 0.0125);
  const observed = [observe({ periodMs: 1_000, fromMs: 0, toMs: 8_000, level })];
  await store.writeResult({ ...syntheticResult(steps, observed), runId });
  const lines = clientSeries(steps).map((point) => JSON.stringify(point));
  writeFileSync(join(store.directory(runId), 'series.ndjson'), `${lines.join('\n')}\n`);
  rmSync(join(store.directory(runId), 'owner.json'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const call = (...argv: readonly string[]) =>
  cli(['measurements', ...argv], { directory, files: { 'other.csv': table } });

describe('measurements', () => {
  it('of a run are a table of its clean bins on stdout', async () => {
    const { exitCode, stdout, stderr } = await call('latest');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [header, total, ...rest] = stdout.trimEnd().split('\r\n');
    expect(header).toBe(
      'time,step,name,throughput_per_sec,concurrency,api_cores,p50_ms,p95_ms,p99_ms,errors',
    );
    expect(total).toMatch(/^2026-11-01T00:00:13\.000Z,0,,40,1\.6,0\.5,40,40,40,0$/);
    expect(rest).toHaveLength(4 * 3 - 1);
  });

  it('as JSON are the record, with what was left out', async () => {
    const { stdout } = await call('latest', '--json', '--warm-up', '5s');
    const { bins, dropped } = measurementsSchema.parse(JSON.parse(stdout));
    expect(bins).toHaveLength(2);
    expect(dropped.map(({ reason }) => reason)).toEqual([...Array(5).fill('warm-up'), 'step-edge']);
  });

  it('go into a file', async () => {
    const { files, stdout, stderr } = await call('latest', '-o', 'out/measured.csv');
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'wrote out/measured.csv\n' });
    expect(files['out/measured.csv']).toMatch(/^time,step,name,/);
  });

  it('are read from a table of another tool, beside a run', async () => {
    const { stdout } = await call('other.csv', 'latest', '--json');
    const { sources, bins } = measurementsSchema.parse(JSON.parse(stdout));
    expect(sources.map(({ kind, id }) => [kind, id])).toEqual([
      ['csv', 'other.csv'],
      ['run', runId],
    ]);
    expect(bins[1]).toMatchObject({ durationMs: 60_000, used: { api: { cores: 0.2 } } });
  });

  it.each([
    ['both forms', ['latest', '--csv', '--json'], 2, 'give either --csv or --json'],
    ['a table that is not there', ['no.csv'], 2, 'cannot read the table'],
    ['a resource that was not observed', ['latest', '--resource', 'db'], 2, 'did not observe "db"'],
    ['a warm-up without a unit', ['latest', '--warm-up', '5'], 2, 'a duration such as 30s'],
  ])('refuse %s', async (_, argv, exitCode, message) => {
    const outcome = await call(...argv);
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stderr).toContain(message);
  });
});
