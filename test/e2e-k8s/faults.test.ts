import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cli, countOf, resultOf, runIds } from '../e2e/harness.ts';
import { apiServerPid, hasClusterProcesses, podProcess } from './machine.ts';
import { makeClusterProject, type Project, type ProjectRequest } from './project.ts';

const cluster = inject('cluster');
let project: Project;

beforeAll(async () => {
  project = await makeClusterProject(cluster);
});

afterAll(() => project.remove());

const steady = `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '30s' };
export default function () {
  http.get(__ENV.TARGET_URL);
  sleep(0.3);
}
`;

const run = (flags: readonly string[], request: ProjectRequest = {}) =>
  project.start(['run', 'script.js', '--on', 'k8s', '--workers', '2', '--ready-timeout', '60s', ...flags], {
    script: steady,
    ...request,
  });

const hasLoad = /^load /m;
const coordinators = ['-l', 'app.kubernetes.io/component=coordinator'];
const workers = ['-l', 'app.kubernetes.io/component=worker'];

describe('a worker that takes more memory than it may', () => {
  it('ends the run with the reason of its pod', async () => {
    const script = steady.replace(
      'sleep(0.3);',
      'sleep(0.3); if (__VU_ID() === 2) hoard.push(new Uint8Array(64e6).fill(1));',
    );
    const hoarding = `import exec from 'k6/execution';\nconst hoard = [];\nconst __VU_ID = () => exec.vu.idInTest;\n`;
    const { exitCode, directory, stderr } = await run([], { script: hoarding + script }).outcome;
    expect(exitCode, stderr).toBe(4);
    const { validity, end, workers: both } = resultOf(directory);
    expect(end.by).toBe('lost-worker');
    expect(validity.reasons).toContainEqual(expect.objectContaining({ code: 'worker-lost', observed: 1 }));
    expect(both.map(({ lost }) => lost)).toEqual([
      null,
      expect.stringMatching(/\(OOMKilled: exit code \d+\)$/),
    ]);
    await project.isEmpty();
  });
});

describe('a coordinator', () => {
  it('whose pod is asked to end stops the load, and hands out a whole result', async () => {
    await project.counted();
    const running = run([]);
    await running.says(hasLoad);
    await project.kubectl('delete', 'pod', ...coordinators, '--wait=false');
    const { exitCode, directory, stderr } = await running.outcome;
    expect(exitCode, stderr).toBe(105);
    const { end, metrics } = resultOf(directory);
    expect(end).toEqual({ by: 'user', message: 'the coordinator was asked to end' });
    expect(metrics.http_reqs).toMatchObject({ count: await project.counted() });
    await project.isEmpty();
  });

  const killCoordinator = async () => {
    const uid = await project.kubectl(
      'get',
      'pods',
      ...coordinators,
      '-o',
      'jsonpath={.items[0].metadata.uid}',
    );
    process.kill(podProcess(uid, 'coordinator.mjs'), 'SIGKILL');
  };

  it.skipIf(!hasClusterProcesses)('that is killed leaves what its command line has fetched', async () => {
    await project.counted();
    const running = run([]);
    await running.says(/^load 0:1\d/m);
    await killCoordinator();
    const { exitCode, directory, stderr } = await running.outcome;
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toMatch(
      /the coordinator has ended: Error.*; the result holds what was fetched until then/s,
    );
    const result = resultOf(directory);
    expect(result.validity.reasons).toContainEqual(expect.objectContaining({ code: 'coordinator-lost' }));
    expect(countOf(result, 'http_reqs')).toBeGreaterThan(10);
    expect(countOf(result, 'http_reqs')).toBeLessThanOrEqual(await project.counted());
    await project.isEmpty();
  });

  it.skipIf(!hasClusterProcesses)('that is killed while nobody follows takes its workers along', async () => {
    const { stdout, directory } = await run(['--detach']).outcome;
    const id = stdout.trim();
    const phases = () =>
      project.kubectl('get', 'pods', ...workers, '-o', 'jsonpath={.items[*].status.phase}');
    await expect.poll(project.counted, { timeout: 30_000 }).toBeGreaterThan(0);
    await killCoordinator();
    // Two workers send six requests a second: two seconds without any are the end of the load.
    await expect.poll(project.counted, { timeout: 15_000, interval: 2_000 }).toBe(0);
    await expect
      .poll(phases, { timeout: 30_000, interval: 500 })
      .toMatch(/^(Failed|Succeeded) (Failed|Succeeded)$/);

    const again = (...argv: readonly string[]) =>
      cli(argv, { directory, env: { KUBECONFIG: cluster.kubeconfig } });
    const attached = await again('runs', 'attach', id);
    expect(attached.exitCode).toBe(2);
    expect(attached.stderr).toContain(`run "${id}" has ended on the cluster`);
    expect(await project.counted()).toBe(0);
    const cleaned = await again('k8s', 'clean', '--json');
    expect(JSON.parse(cleaned.stdout)).toEqual({ removed: [id], kept: [] });
    await project.isEmpty();
    expect(runIds(directory)).toEqual([id]);
  });
});

describe.skipIf(!hasClusterProcesses)('an API server that is away for 20 seconds', () => {
  it('neither ends the run nor takes anything of its result', async () => {
    await project.counted();
    const running = run([]);
    await running.says(hasLoad);
    process.kill(apiServerPid(), 'SIGSTOP');
    try {
      await delay(20_000);
    } finally {
      process.kill(apiServerPid(), 'SIGCONT');
    }
    const { exitCode, directory, stderr } = await running.outcome;
    expect(exitCode, stderr).toBe(0);
    const { end, durationMs, metrics, workers: both } = resultOf(directory);
    expect(end).toEqual({ by: 'schedule' });
    expect(durationMs).toBeGreaterThan(29_000);
    expect(both.map(({ lost }) => lost)).toEqual([null, null]);
    expect(metrics.http_reqs).toMatchObject({ count: await project.counted() });
    await project.isEmpty();
  });
});
