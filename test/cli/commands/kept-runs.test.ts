import { rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { configSchema } from '../../../cli/config/schema.ts';
import { bucketFindings } from '../../../cli/doctor/bucket-findings.ts';
import { openBucketStore } from '../../../k8s/results/bucket-store.ts';
import { checkpointFile, partFile } from '../../../k8s/results/checkpoint.ts';
import type { RemoteStore } from '../../../k8s/results/remote-store.ts';
import { anyKeys, makeBucket } from '../../k8s/results/aws.ts';
import { makePlan, makeResult } from '../../reports/fixtures.ts';
import { makeSeries } from '../../reports/series-fixture.ts';
import { type Moto, startMoto } from '../../tools/moto/server.ts';
import { cli, makeDirectory } from '../harness.ts';

const finished = '20260314-091700-smoke-abcd';
const lost = '20260315-101500-smoke-efgh';
const running = '20260316-080000-checkout-ijkl';
const seconds = 3;
const series = makeSeries(seconds);
const lines = series.map((point) => `${JSON.stringify(point)}\n`).join('');

let moto: Moto;
let bucket: RemoteStore;
let directory: string;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', anyKeys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', anyKeys.secretAccessKey);
  moto = await startMoto();
  await makeBucket(moto, 'load-tests');
  bucket = openBucketStore(resultsConfig(), async () => anyKeys);
  for (const runId of [finished, lost, running]) {
    await write(runId, 'plan.json', { ...makePlan(seconds), runId, backend: 'k8s' });
  }
  await write(finished, 'result.json', { ...makeResult(series, seconds), runId: finished });
  await bucket.write(finished, 'series.ndjson.gz', gzipSync(lines));
  await bucket.write(lost, partFile(0), gzipSync(lines));
  await write(lost, checkpointFile, checkpointOf('2026-03-15T10:16:00.000Z', 1));
  await write(running, checkpointFile, checkpointOf(new Date().toISOString(), 0));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await moto.close();
});

beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

function resultsConfig() {
  return { bucket: 'load-tests', prefix: 'shop', region: 'eu-central-1', endpoint: moto.url };
}

function checkpointOf(at: string, parts: number) {
  const generator = { cpus: 1, memoryBytes: 2 ** 29, platform: 'kubernetes linux x64' };
  return { at, loadStartedAt: '2026-03-15T10:15:10.000Z', parts, generator };
}

function write(runId: string, file: string, record: object): Promise<void> {
  return bucket.write(runId, file, new TextEncoder().encode(JSON.stringify(record)));
}

const call = (argv: readonly string[], results: object = resultsConfig()) =>
  cli(argv, { directory, files: { 'loadtest.config.json': JSON.stringify({ kubernetes: { results } }) } });

const listed = async () => JSON.parse((await call(['runs', 'list', '--json'])).stdout);

describe('a run in a bucket', () => {
  it('is listed on a machine that has never seen it', async () => {
    expect(await listed()).toMatchObject([
      { id: running },
      { id: lost },
      { id: finished, verdict: 'fail', exitCode: 99 },
    ]);
  });

  it('is fetched when it is shown, and then is here', async () => {
    const shown = await call(['runs', 'show', '20260314']);
    expect(shown.exitCode, shown.stderr).toBe(0);
    expect(shown.stderr).toContain(`fetching ${finished} from s3://load-tests/shop`);
    const again = await call(['report', finished, '--format', 'json']);
    expect(again.stderr).not.toContain('fetching');
    expect(JSON.parse(again.stdout)).toMatchObject({ runId: finished });
    expect((await listed()).map(({ id }: { id: string }) => id)).toEqual([running, lost, finished]);
  });

  it('is an invalid result when its coordinator was lost', async () => {
    const { exitCode, stdout, stderr } = await call(['runs', 'show', lost, '--json']);
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      runId: lost,
      startedAt: '2026-03-15T10:15:10.000Z',
      durationMs: seconds * 1_000,
      validity: {
        level: 'invalid',
        reasons: expect.arrayContaining([expect.objectContaining({ code: 'coordinator-lost' })]),
      },
      end: { message: expect.stringContaining('its last checkpoint is of 2026-03-15T10:16:00.000Z') },
    });
  });

  it('is not there yet while it is under way', async () => {
    const { exitCode, stderr } = await call(['runs', 'show', running]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`run "${running}" is still under way`);
  });

  it('needs more of its id where several begin alike', async () => {
    const { exitCode, stderr } = await call(['runs', 'show', '202603']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('"202603" may be any of 3 runs in s3://load-tests/shop');
  });
});

it('lists what is here when the bucket cannot be read, and says so', async () => {
  const { exitCode, stdout, stderr } = await call(['runs', 'list', '--json'], {
    ...resultsConfig(),
    bucket: 'absent',
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '[]\n' });
  expect(stderr).toMatch(/^warning: the runs in s3:\/\/absent\/shop are missing here: .*NoSuchBucket/);
});

it.each([
  ['can be read', 'load-tests', 'ok', /^s3:\/\/load-tests\/shop can be read from here$/],
  [
    'cannot be read, which a run can do without',
    'absent',
    'note',
    /^cannot list s3:\/\/absent.*NoSuchBucket/,
  ],
])('has "k8s doctor" say that the bucket %s', async (_, bucket, state, found) => {
  const config = configSchema.parse({ kubernetes: { results: { ...resultsConfig(), bucket } } });
  expect(await bucketFindings(config)).toMatchObject([
    { name: 'results', state, found: expect.stringMatching(found) },
  ]);
});
