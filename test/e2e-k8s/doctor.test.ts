import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { runIds } from '../e2e/harness.ts';
import { accountWith } from './account.ts';
import { makeClusterProject, type Project, type ProjectRequest } from './project.ts';

const cluster = inject('cluster');
let project: Project;

beforeAll(async () => {
  project = await makeClusterProject(cluster);
});

afterAll(() => project.remove());

async function examine(flags: readonly string[], request: ProjectRequest = {}) {
  const argv = ['k8s', 'doctor', '--json', ...flags];
  const { stdout, stderr, exitCode } = await project.start(argv, request).outcome;
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout);
  const states = findings.map(({ name, state }: { name: string; state: string }) => [name, state]);
  return { exitCode, states: Object.fromEntries(states), text: stdout };
}

const script =
  "import http from 'k6/http';\nexport default () => http.get(__ENV.TARGET_URL);\nexport const options = { vus: 3 };";
const run = (flags: readonly string[], request: ProjectRequest = {}) =>
  project.start(['run', 'script.js', '--on', 'k8s', ...flags], { script, ...request }).outcome;

it('finds nothing missing where a run can run, and makes nothing', async () => {
  const { exitCode, states } = await examine(['--workers', '3']);
  expect(exitCode).toBe(0);
  expect(states).toMatchObject({ 'may use jobs': 'ok', objects: 'ok', quota: 'ok', 'Pod Security': 'ok' });
  await project.isEmpty();
});

it('shows with a run that sends nothing whether pods start and the target answers them', async () => {
  await project.counted();
  const { exitCode, states } = await examine(['--probe']);
  expect(exitCode).toBe(0);
  expect(states).toMatchObject({ nodes: 'ok', pods: 'ok', target: 'ok' });
  const absent = { images: { k6: 'docker.io/grafana/k6:0.0.0-absent' }, readyTimeoutMs: '10s' };
  const without = await examine(['--probe'], { kubernetes: absent });
  expect(without.exitCode).toBe(3);
  expect(without.states.pods).toBe('missing');
  expect(without.text).toMatch(/(ErrImagePull|ImagePullBackOff): .*k6:0\.0\.0-absent/);
  expect(await project.counted()).toBe(0);
  await project.isEmpty();
});

it('finds a quota that is too small, objects that would be refused, and results without their claim', async () => {
  await project.kubectl('create', 'quota', 'small', '--hard=limits.cpu=2,count/secrets=0');
  try {
    // The quota is enforced from when its use has been counted.
    await expect
      .poll(() => project.kubectl('get', 'quota', 'small', '-o', 'jsonpath={.status.used}'), {
        timeout: 30_000,
      })
      .toContain('limits.cpu');
    const results = { claim: 'absent' };
    const { exitCode, states, text } = await examine(['--workers', '3'], { kubernetes: { results } });
    expect(exitCode).toBe(3);
    expect(states).toMatchObject({ quota: 'missing', objects: 'missing', results: 'missing' });
    expect(text).toContain('has 2 limits.cpu left of 4 needed');
    expect(text).toContain('exceeded quota: small');

    const refused = await run(['--workers', '3']);
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('"small" has 2 limits.cpu left of 4 needed');
    expect(runIds(refused.directory)).toEqual([]);
    await project.isEmpty();
  } finally {
    await project.kubectl('delete', 'quota', 'small');
  }
});

it('refuses a run some of whose workers would have nothing to do', async () => {
  const { exitCode, stderr, directory } = await run(['--workers', '4']);
  expect(exitCode).toBe(104);
  expect(stderr).toContain('4 workers cannot share 3 virtual users: each needs one');
  expect(runIds(directory)).toEqual([]);
});

it('names the rights that an account lacks', async () => {
  const asPoor = {
    files: { 'poor.json': await accountWith(cluster, project, 'poor', []) },
    env: { KUBECONFIG: 'poor.json' },
  };
  const { exitCode, states, text } = await examine([], asPoor);
  expect(exitCode).toBe(3);
  expect(states).toMatchObject({ 'may use jobs': 'missing', 'may use pods/portforward': 'missing' });
  expect(text).toContain('may not create jobs');

  const refused = await run([], asPoor);
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toMatch(
    /needs rights that are missing: create jobs, .*create secrets, .*create pods\/portforward/,
  );
  await project.isEmpty();
});
