import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { ObservedSeries } from '../../core/records/index.ts';
import { observerRights } from '../../k8s/manifests/role.ts';
import { resultOf, startCli } from '../e2e/harness.ts';
import { accountWith } from './account.ts';
import { makeClusterProject, type Project } from './project.ts';

const cluster = inject('cluster');
let project: Project;

beforeAll(async () => {
  project = await makeClusterProject(cluster);
});

afterAll(() => project.remove());

/** The observed workload's series by metric. */
function seriesOf(directory: string): Readonly<Record<string, ObservedSeries | undefined>> {
  const observed = resultOf(directory).observed.filter(({ source }) => source === 'kubernetes');
  return Object.fromEntries(observed.map((series) => [series.metric, series]));
}

const valuesIn = (series: ObservedSeries | undefined, startMs: number, endMs: number) =>
  (series?.points ?? []).flatMap(([tMs, value]) =>
    tMs > startMs && tMs <= endMs && value !== null ? [value] : [],
  );

it("sees a Deployment's CPU beside a run of two workers, and that it was scaled", async () => {
  const script = `import http from 'k6/http';
export const options = { vus: 4, duration: '70s' };
export default function () {
  http.get(__ENV.TARGET_URL);
}
`;
  const running = project.start(
    ['run', 'script.js', '--on', 'k8s', '--workers', '2', '--ready-timeout', '60s'],
    {
      script,
      config: { observers: [{ type: 'kubernetes', deployment: 'target' }] },
    },
  );
  await running.says(/^load /m);
  await project.kubectl('scale', 'deployment/target', '--replicas=2');
  const { directory, stderr } = await running.outcome;
  await project.kubectl('scale', 'deployment/target', '--replicas=1');

  const { durationMs, validity } = resultOf(directory);
  const {
    cpu_cores: cpu,
    busiest_pod_cores: busiest,
    memory_bytes: memory,
    replicas,
    restarts,
  } = seriesOf(directory);
  expect(durationMs, stderr).toBeGreaterThan(69_000);
  expect(cpu).toMatchObject({ resource: 'target', unit: 'cores', stamps: 'end' });
  expect(cpu?.unavailable).toBeUndefined();
  // Idle before the load, and a good part of a core under it.
  expect(Math.max(...valuesIn(cpu, 0, durationMs))).toBeGreaterThan(0.02);
  expect(Math.max(...valuesIn(busiest, 0, durationMs))).toBeLessThanOrEqual(
    Math.max(...valuesIn(cpu, 0, durationMs)),
  );
  expect(Math.min(...valuesIn(memory, 0, durationMs))).toBeGreaterThan(100_000);
  expect(valuesIn(replicas, -60_000, durationMs)).toEqual(expect.arrayContaining([1, 2]));
  expect(new Set(valuesIn(restarts, 0, durationMs))).toEqual(new Set([0]));
  expect(validity.reasons).toContainEqual(
    expect.objectContaining({ code: 'target-scaled', level: 'suspect', observed: 1 }),
  );
  await project.isEmpty();
});

/** A run on this machine that sends nothing, beside what it observes in the cluster. */
async function observeLocally(kubeconfig: string, durationSec: number, observer: object) {
  const options = JSON.stringify({ vus: 1, duration: `${durationSec}s` });
  const observers = [{ type: 'kubernetes', namespace: project.namespace, ...observer }];
  const { exitCode, directory, stderr } = await startCli(['run', 'script.js'], {
    files: {
      'script.js': `import { sleep } from 'k6';\nexport const options = ${options};\nexport default () => sleep(0.2);\n`,
      'loadtest.config.json': JSON.stringify({ observers }),
      'account.json': kubeconfig,
    },
    env: { KUBECONFIG: 'account.json' },
  }).outcome;
  expect(exitCode, stderr).toBe(0);
  return seriesOf(directory);
}

it('needs no more than the documented Role, beside a run on this machine', async () => {
  const account = await accountWith(cluster, project, 'observer', observerRights);
  const { cpu_cores: cpu, replicas } = await observeLocally(account, 25, { deployment: 'target' });
  expect(valuesIn(cpu, 0, 40_000).length).toBeGreaterThan(0);
  expect(cpu?.unavailable).toBeUndefined();
  expect(new Set(valuesIn(replicas, 0, 25_000))).toEqual(new Set([1]));
});

it.each([
  [
    'no rights',
    [],
    { deployment: 'target' },
    /cannot read deployment target: .*forbidden.*docs\/kubernetes\.md/,
  ],
  [
    'no such workload',
    observerRights,
    { statefulSet: 'absent' },
    /cannot read statefulSet absent: .*"absent" not found/,
  ],
  ['no such pods', observerRights, { selector: 'app=absent' }, /no pod was running/],
] as const)('says why there is nothing, and the run goes on: %s', async (_, rights, observer, reason) => {
  const account = await accountWith(cluster, project, 'curious', rights);
  const { cpu_cores: cpu } = await observeLocally(account, 2, observer);
  expect(cpu).toMatchObject({ points: [], unavailable: expect.stringMatching(reason) });
});
