import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { cli, resultOf } from '../e2e/harness.ts';
import { images } from './images.ts';
import { makeClusterProject, type Project } from './project.ts';

const cluster = inject('cluster');
let project: Project;

beforeAll(async () => {
  project = await makeClusterProject(cluster);
});

afterAll(() => project.remove());

const script = `import http from 'k6/http';
export const options = { vus: 1, iterations: 5 };
export default () => http.get(__ENV.TARGET_URL);
`;
const detached = ['run', 'script.js', '--on', 'k8s', '--detach'];

/** A Job that asks the target once, which counts it, says something and ends. */
const asking = (path: string, exitCode: number) => ({
  image: images.K6_IMAGE,
  user: 12_345,
  env: { URL: `http://target.${project.namespace}.svc.cluster.local/${path}` },
  command: ['sh', '-c', `wget -qO /dev/null $URL && echo asked ${path}; exit ${exitCode}`],
  resources: { cpu: '100m', memory: '64Mi' },
});

it('runs Jobs before and after a load that nobody follows, and keeps what they said', async () => {
  await project.counted();
  const kubernetes = { prepare: [asking('seed', 0)], cleanup: [asking('drop', 3), asking('vacuum', 0)] };
  const { stdout, stderr, directory, exitCode } = await project.start(detached, { script, kubernetes })
    .outcome;
  expect(exitCode, stderr).toBe(0);

  const attach = ['runs', 'attach', stdout.trim()];
  const attached = await cli(attach, { directory, env: { KUBECONFIG: cluster.kubeconfig } });
  expect(attached.exitCode, attached.stderr).toBe(0);
  const { commands, metrics } = resultOf(directory);
  expect(commands).toMatchObject([
    { stage: 'prepare', exitCode: 0, output: 'asked seed' },
    { stage: 'cleanup', exitCode: 3, output: 'asked drop' },
    { stage: 'cleanup', exitCode: 0, output: 'asked vacuum' },
  ]);
  expect(metrics.http_reqs).toMatchObject({ count: 5 });
  expect(await project.counted()).toBe(8);
  await project.isEmpty();
});

it('sends no load after a Job that failed to prepare it, and cleans up', async () => {
  await project.counted();
  const kubernetes = { prepare: [asking('seed', 7), asking('more', 0)], cleanup: [asking('drop', 0)] };
  const here = `echo here >> here.txt`;
  const { exitCode, stderr, directory } = await project.start(detached.slice(0, 4), {
    script,
    kubernetes,
    config: { prepare: [here], cleanup: [here] },
  }).outcome;
  expect(exitCode, stderr).toBe(3);
  expect(stderr).toMatch(
    /prepare failed with exit code 7: Job of .*grafana\/k6:.*\n.*the command said: asked seed/,
  );
  const { commands, failure, durationMs } = resultOf(directory);
  expect(failure?.code).toBe('PREPARE_FAILED');
  expect(durationMs).toBe(0);
  expect(commands.map(({ stage, exitCode: code }) => [stage, code])).toEqual([
    ['prepare', 0],
    ['prepare', 7],
    ['cleanup', 0],
    ['cleanup', 0],
  ]);
  expect(await project.counted()).toBe(2);
  await project.isEmpty();
});

it('does not leave clean-up commands of this machine to nobody', async () => {
  const { exitCode, stderr } = await project.start(detached, { script, config: { cleanup: ['true'] } })
    .outcome;
  expect(exitCode).toBe(2);
  expect(stderr).toContain('nobody is there to run the cleanup commands of this machine');
});
