import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { resultOf } from '../e2e/harness.ts';
import { makeClusterProject, type Project, type ProjectRequest } from './project.ts';

let project: Project;

beforeAll(async () => {
  project = await makeClusterProject(inject('cluster'));
});

afterAll(() => project.remove());

const onCluster = ['run', 'script.js', '--on', 'k8s', '--ready-timeout', '60s'];

/** Calls in a loop until the schedule is over; about ten requests a second. */
const steady = scriptOf("{ vus: 3, duration: '20s' }");

function scriptOf(options: string, setup = "return { token: 'shared' };"): string {
  return `import http from 'k6/http';
import { check, sleep } from 'k6';
export const options = ${options};
const get = (path) => http.get(__ENV.TARGET_URL + path);
export function setup() {
  get('/setup');
  ${setup}
}
export default function (data) {
  check(data, { 'has what setup made': ({ token }) => token === 'shared' });
  get('/');
  sleep(0.3);
}
export function teardown() {
  get('/teardown');
}
`;
}

const run = (flags: readonly string[], request: ProjectRequest = {}) =>
  project.start([...onCluster, ...flags], { script: steady, ...request });

const hasLoad = /^load /m;

describe('a run on a cluster', () => {
  it('of ten workers counts exactly what the target counts, sets up and tears down once, and leaves nothing', async () => {
    await project.counted();
    const script = scriptOf(
      "{ scenarios: { all: { executor: 'shared-iterations', vus: 20, iterations: 101 } } }",
    );
    const { exitCode, directory, stderr } = await run(['--workers', '10'], { script }).outcome;

    expect(exitCode, stderr).toBe(0);
    const { metrics, workers, startSkewMs, checks, end, verdict } = resultOf(directory);
    expect(await project.counted()).toBe(103);
    expect(metrics.http_reqs).toMatchObject({ count: 103 });
    expect(checks).toMatchObject([{ passes: 101, fails: 0 }]);
    expect(workers.map(({ exitCode: code, lost }) => [code, lost])).toEqual(Array(10).fill([0, null]));
    expect(startSkewMs).toBeGreaterThan(0);
    expect({ end: end.by, verdict }).toEqual({ end: 'schedule', verdict: 'pass' });
    await project.isEmpty();
  });

  it('fails with its thresholds, over all workers', async () => {
    const script = scriptOf("{ vus: 2, iterations: 4, thresholds: { http_reqs: ['count>1000'] } }");
    const { exitCode, directory } = await run(['--workers', '2'], { script }).outcome;
    expect(exitCode).toBe(99);
    expect(resultOf(directory).thresholds).toMatchObject([{ ok: false, observed: 6 }]);
  });

  it('stops everywhere when a threshold aborts', async () => {
    const threshold = "{ threshold: 'count<10', abortOnFail: true }";
    const script = scriptOf(`{ vus: 2, duration: '60s', thresholds: { http_reqs: [${threshold}] } }`);
    const { exitCode, directory } = await run(['--workers', '2'], { script }).outcome;
    const { end, durationMs, workers } = resultOf(directory);
    expect({ exitCode, by: end.by }).toEqual({ exitCode: 99, by: 'threshold' });
    expect(durationMs).toBeLessThan(30_000);
    expect(workers.map(({ lost }) => lost)).toEqual([null, null]);
    await project.isEmpty();
  });

  it('says where setup throws', async () => {
    const script = scriptOf('{ vus: 2, iterations: 2 }', "throw new Error('no such account');");
    const { exitCode, stderr } = await run(['--workers', '2'], { script }).outcome;
    expect(stderr).toMatch(/throws in setup: Error: no such account\n {2}at .*script\.js:7:\d+/);
    expect(exitCode).toBe(107);
    await project.isEmpty();
  });

  it('stops, tears down and reports at the first interrupt', async () => {
    await project.counted();
    const running = run(['--workers', '2']);
    await running.says(hasLoad);
    running.signal('SIGINT');
    const { exitCode, directory, stderr } = await running.outcome;
    expect(exitCode, stderr).toBe(105);
    const { end, metrics } = resultOf(directory);
    expect(end).toMatchObject({ by: 'user' });
    expect(metrics.http_reqs).toMatchObject({ count: await project.counted() });
    await project.isEmpty();
  });

  it('leaves nothing when it is interrupted before its pods are there', async () => {
    const running = run(['--workers', '1'], { kubernetes: { nodeSelector: { nowhere: 'true' } } });
    await expect
      .poll(
        () => project.kubectl('get', 'pods', '-l', 'app.kubernetes.io/managed-by=loadtest', '-o', 'name'),
        {
          timeout: 60_000,
        },
      )
      .toContain('pod/');
    running.signal('SIGINT');
    const { exitCode } = await running.outcome;
    expect(exitCode).toBe(105);
    await project.isEmpty();
  });

  it('keeps two runs in one namespace apart', async () => {
    await project.counted();
    const script = scriptOf('{ vus: 2, iterations: 20 }');
    const both = await Promise.all([run([], { script }).outcome, run([], { script }).outcome]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const counts = both.map(({ directory }) => resultOf(directory).metrics.http_reqs);
    expect(counts).toMatchObject([{ count: 22 }, { count: 22 }]);
    expect(await project.counted()).toBe(44);
    await project.isEmpty();
  });
});

describe('a worker whose pod is deleted in mid-run', () => {
  it.each([
    ['ends the run', 'abort', 'lost-worker'],
    ['does not keep its siblings from going on', 'continue', 'schedule'],
  ])('%s', async (_, policy, by) => {
    const running = run(['--workers', '2', '--lost-worker', policy]);
    await running.says(hasLoad);
    await project.kubectl(
      'delete',
      'pod',
      '-l',
      'batch.kubernetes.io/job-completion-index=1',
      '--grace-period=0',
      '--force',
    );
    const { exitCode, directory, stderr } = await running.outcome;

    expect(exitCode, stderr).toBe(4);
    const { validity, end, workers, durationMs } = resultOf(directory);
    expect(validity.level).toBe('invalid');
    expect(validity.reasons).toContainEqual(expect.objectContaining({ code: 'worker-lost', observed: 1 }));
    expect(end.by).toBe(by);
    expect(workers.map(({ lost }) => lost !== null)).toEqual([false, true]);
    if (policy === 'continue') expect(durationMs).toBeGreaterThan(19_000);
    await project.isEmpty();
  });
});

it('sends no load to a target that is down, seen from a pod', async () => {
  await project.counted();
  const targetUrl = `http://target.${project.namespace}.svc.cluster.local:81/`;
  const { exitCode, stderr, directory } = await run([], { targetUrl }).outcome;
  expect(exitCode, stderr).toBe(3);
  expect(stderr).toContain(`target ${targetUrl} is down, seen from a pod`);
  expect(resultOf(directory)).toMatchObject({ durationMs: 0, failure: { code: 'TARGET_DOWN' } });
  expect(await project.counted()).toBe(0);
  await project.isEmpty();
});

describe('workers that cannot start', () => {
  it.each([
    [
      'an image that is nowhere',
      { images: { k6: 'docker.io/grafana/k6:0.0.0-absent' } },
      /(ErrImagePull|ImagePullBackOff): .*grafana\/k6:0\.0\.0-absent/,
    ],
    [
      'more CPU than any node has',
      { resources: { cpu: '100', memory: '256Mi' } },
      /Unschedulable: .*Insufficient cpu/,
    ],
  ])('end the run with the reason of the pod: %s', async (_, kubernetes, reason) => {
    const { exitCode, stderr } = await run(['--ready-timeout', '15s'], { kubernetes }).outcome;
    expect(stderr).toMatch(reason);
    expect(exitCode).toBe(3);
    await project.isEmpty();
  });
});
