import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type CliOutcome, type CliRequest, cli, makeDirectory, resultOf, runIds } from '../e2e/harness.ts';
import { makeClusterProject, type Project } from './project.ts';

const cluster = inject('cluster');
let project: Project;

beforeAll(async () => {
  project = await makeClusterProject(cluster);
});

afterAll(() => project.remove());

const script = `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '12s' };
export default function () {
  http.get(__ENV.TARGET_URL);
  sleep(0.3);
}
`;

const run = (...flags: readonly string[]) =>
  project.start(['run', 'script.js', '--on', 'k8s', '--ready-timeout', '60s', ...flags], { script });

/** Calls the command line again, such as where a run was started. */
const again = (request: Pick<CliRequest, 'directory' | 'files'>, ...argv: readonly string[]) =>
  cli(argv, { ...request, env: { KUBECONFIG: cluster.kubeconfig } });

async function startDetached(): Promise<CliOutcome & { readonly id: string }> {
  const detached = await run('--detach').outcome;
  expect(detached.exitCode, detached.stderr).toBe(0);
  return { ...detached, id: detached.stdout.trim() };
}

it('brings the result of a detached run home, which counts what the target counted', async () => {
  await project.counted();
  const { id, directory } = await startDetached();
  expect(runIds(directory)).toEqual([id]);
  const kept = await again({ directory }, 'k8s', 'clean', '--json');
  expect(JSON.parse(kept.stdout)).toEqual({ removed: [], kept: [id] });

  const { exitCode, stderr } = await again({ directory }, 'runs', 'attach', id.slice(0, 15));
  expect(exitCode, stderr).toBe(0);
  expect(resultOf(directory).metrics.http_reqs).toMatchObject({ count: await project.counted() });
  await project.isEmpty();
});

it('takes up a run whose command line was killed', async () => {
  await project.counted();
  const running = run();
  await running.says(/^load /m);
  running.signal('SIGKILL');
  const { directory } = await running.outcome;

  const { exitCode, stderr } = await again({ directory }, 'runs', 'attach', runIds(directory)[0] ?? '');
  expect(exitCode, stderr).toBe(0);
  const { end, durationMs, metrics } = resultOf(directory);
  expect(end).toEqual({ by: 'schedule' });
  expect(durationMs).toBeGreaterThan(11_000);
  expect(metrics.http_reqs).toMatchObject({ count: await project.counted() });
  await project.isEmpty();
});

it('stops a run from another machine, where its result waits to be fetched', async () => {
  const { id } = await startDetached();
  const directory = makeDirectory();
  const config = JSON.stringify({ kubernetes: { namespace: project.namespace } });
  const elsewhere = { directory, files: { 'loadtest.config.json': config } };
  const stopped = await again(elsewhere, 'runs', 'stop', id);
  expect(stopped.exitCode, stopped.stderr).toBe(0);
  const { exitCode } = await again(elsewhere, 'runs', 'attach', id);
  expect(exitCode).toBe(105);
  expect(resultOf(directory).end).toMatchObject({ by: 'user' });
  await project.isEmpty();
});

it('removes a run that goes on when it is told to, and knows it no more', async () => {
  const { id, directory } = await startDetached();
  const cleaned = await again({ directory }, 'k8s', 'clean', '--run', id, '--json');
  expect(JSON.parse(cleaned.stdout)).toEqual({ removed: [id], kept: [] });
  await project.isEmpty();
  const { exitCode, stderr } = await again({ directory }, 'runs', 'attach', id);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`there is no run "${id}" in namespace "${project.namespace}"`);
});
