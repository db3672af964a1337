import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { makeClusterProject, type Project, type ProjectRequest } from './project.ts';

let project: Project;

beforeAll(async () => {
  project = await makeClusterProject(inject('cluster'));
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

it('finds nothing missing where a run can run, and makes nothing', async () => {
  const { exitCode, states } = await examine(['--workers', '3']);
  expect(exitCode).toBe(0);
  expect(states).toMatchObject({ 'may use jobs': 'ok', objects: 'ok', quota: 'ok', 'Pod Security': 'ok' });
  await project.isEmpty();
});

it('finds a quota that is too small, and objects that would be refused', async () => {
  await project.kubectl('create', 'quota', 'small', '--hard=limits.cpu=2,count/secrets=0');
  try {
    // The quota is enforced from when its use has been counted.
    await expect
      .poll(() => project.kubectl('get', 'quota', 'small', '-o', 'jsonpath={.status.used}'), {
        timeout: 30_000,
      })
      .toContain('limits.cpu');
    const { exitCode, states, text } = await examine(['--workers', '3']);
    expect(exitCode).toBe(3);
    expect(states).toMatchObject({ quota: 'missing', objects: 'missing' });
    expect(text).toContain('has 2 limits.cpu left of 4 needed');
    expect(text).toContain('exceeded quota: small');
  } finally {
    await project.kubectl('delete', 'quota', 'small');
  }
});

it('names the rights that an account lacks', async () => {
  await project.kubectl('create', 'serviceaccount', 'poor');
  const token = await project.kubectl('create', 'token', 'poor');
  const admin = await project.kubectl('config', 'view', '--raw', '--flatten', '-o', 'json');
  const users = JSON.parse(admin).users.map(({ name }: { name: string }) => ({ name, user: { token } }));
  const { exitCode, states, text } = await examine([], {
    files: { 'poor.json': JSON.stringify({ ...JSON.parse(admin), users }) },
    env: { KUBECONFIG: 'poor.json' },
  });
  expect(exitCode).toBe(3);
  expect(states).toMatchObject({ 'may use jobs': 'missing', 'may use pods/portforward': 'missing' });
  expect(text).toContain('may not create jobs');
});
