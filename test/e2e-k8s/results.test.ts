import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runRights } from '../../k8s/manifests/role.ts';
import {
  type CliOutcome,
  cli,
  countOf,
  makeDirectory,
  type RunningCli,
  resultOf,
  startCli,
} from '../e2e/harness.ts';
import { type Moto, startMoto } from '../tools/moto/server.ts';
import { accountWith } from './account.ts';
import { images } from './images.ts';
import { kubectl } from './kubectl.ts';
import { hasClusterProcesses, insideCluster, nodeAddress, podProcess } from './machine.ts';
import { makeClusterProject, type Project } from './project.ts';

const cluster = inject('cluster');
const keys = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };

/** Where runs are kept: in a place of this file's, named to the configuration, and looked into past the program. */
interface Keeper {
  readonly results: object;
  filesOf(runId: string): readonly string[];
}

let project: Project;
let account: string;
beforeAll(async () => {
  project = await makeClusterProject(cluster);
  account = await accountWith(cluster, project, 'loadtest', runRights);
});
afterAll(() => project.remove());

const scriptOf = (options: string) => `import http from 'k6/http';
import { sleep } from 'k6';
export const options = ${options};
export default function () {
  http.get(__ENV.TARGET_URL);
  sleep(0.3);
}
`;
const long = scriptOf("{ vus: 2, duration: '90s' }");
const short = scriptOf('{ vus: 2, iterations: 8 }');

const run = (script: string, kubernetes: object, ...flags: readonly string[]) =>
  project.start(['run', 'script.js', '--on', 'k8s', '--ready-timeout', '60s', ...flags], {
    script,
    kubernetes,
  }).outcome;

async function startDetached(
  script: string,
  kubernetes: object,
): Promise<CliOutcome & { readonly id: string }> {
  const detached = await run(script, kubernetes, '--detach');
  expect(detached.exitCode, detached.stderr).toBe(0);
  return { ...detached, id: detached.stdout.trim() };
}

/**
 * The command line on a machine that has nothing but the configuration, with an account that has the documented Role; it
 * sees what pods see.
 */
function startElsewhere({ results }: Keeper, directory: string, argv: readonly string[]): RunningCli {
  const config = { kubernetes: { namespace: project.namespace, results } };
  return startCli(argv, {
    directory,
    through: insideCluster,
    files: { 'loadtest.config.json': JSON.stringify(config), 'account.json': account },
    env: { KUBECONFIG: 'account.json', ...keys },
  });
}

const elsewhere = (keeper: Keeper, directory: string, ...argv: readonly string[]): Promise<CliOutcome> =>
  startElsewhere(keeper, directory, argv).outcome;

async function killCoordinator(): Promise<void> {
  const coordinator = ['pods', '-l', 'app.kubernetes.io/component=coordinator'];
  const uid = await project.kubectl('get', ...coordinator, '-o', 'jsonpath={.items[0].metadata.uid}');
  process.kill(podProcess(uid, 'coordinator.mjs'), 'SIGKILL');
}

const isPart = (file: string) => /^series\.\d+\.ndjson\.gz$/.test(file);

/** A Job that says something and ends. */
const tidying = {
  image: images.K6_IMAGE,
  user: 12_345,
  command: ['sh', '-c', 'echo tidied'],
  resources: { cpu: '100m', memory: '64Mi' },
};

/** A run is started and its coordinator killed: whatever was requested before the last checkpoint's interval must be in the result. */
async function losesItsCoordinator(keeper: Keeper): Promise<void> {
  await project.counted();
  const { id } = await startDetached(long, { results: keeper.results, cleanup: [tidying] });
  const parts = () => keeper.filesOf(id).filter(isPart).length;
  await expect.poll(parts, { timeout: 60_000, interval: 500 }).toBeGreaterThanOrEqual(1);
  const before = await project.counted();
  const then = parts();
  await expect.poll(parts, { timeout: 40_000, interval: 500 }).toBeGreaterThan(then);
  await killCoordinator();

  const directory = makeDirectory();
  const attached = await attachWhenLost(keeper, directory, id);
  expect(attached.exitCode, attached.stderr).toBe(4);
  const result = resultOf(directory);
  expect(result.validity.reasons).toContainEqual(expect.objectContaining({ code: 'coordinator-lost' }));
  expect(result.commands).toMatchObject([{ stage: 'cleanup', exitCode: 0, output: 'tidied' }]);
  expect(countOf(result, 'http_reqs')).toBeGreaterThanOrEqual(before);
  expect(countOf(result, 'http_reqs')).toBeLessThanOrEqual(before + (await project.counted()));
  const report = await elsewhere(keeper, directory, 'report', id, '--format', 'md');
  expect(report.stdout).toContain('coordinator-lost');
  await project.isEmpty();
}

/** The API server may take some seconds to notice what has happened to a pod. */
async function attachWhenLost(keeper: Keeper, directory: string, id: string): Promise<CliOutcome> {
  const job = ['get', 'jobs', '-l', 'app.kubernetes.io/managed-by=loadtest', '-o'];
  const failed = 'jsonpath={.items[*].status.conditions[?(@.type=="Failed")].status}';
  await expect.poll(() => project.kubectl(...job, failed), { timeout: 60_000 }).toContain('True');
  return elsewhere(keeper, directory, 'runs', 'attach', id);
}

/** A run ends while nobody follows, and its objects are removed. */
async function keptRun(keeper: Keeper): Promise<{ readonly id: string; readonly directory: string }> {
  await project.counted();
  const { id } = await startDetached(short, { results: keeper.results });
  await expect.poll(() => keeper.filesOf(id), { timeout: 60_000, interval: 500 }).toContain('result.json');
  await expect.poll(() => keeper.filesOf(id).filter(isPart), { timeout: 10_000 }).toEqual([]);
  const directory = makeDirectory();
  const cleaned = await elsewhere(keeper, directory, 'k8s', 'clean', '--run', id);
  expect(cleaned.exitCode, cleaned.stderr).toBe(0);
  await project.isEmpty();
  return { id, directory };
}

/** The run is there all the same. */
async function isThere(
  keeper: Keeper,
  { id, directory }: Awaited<ReturnType<typeof keptRun>>,
  ...show: readonly string[]
): Promise<void> {
  const shown = await elsewhere(keeper, directory, ...show, id);
  expect(shown.exitCode, shown.stderr).toBe(0);
  expect(countOf(resultOf(directory), 'http_reqs')).toBe(await project.counted());
  await project.isEmpty();
}

describe.skipIf(!hasClusterProcesses)('a run that is kept in a bucket', () => {
  let moto: Moto;
  const curl = (...args: readonly string[]) => {
    const [file = '', ...rest] = [...insideCluster, 'curl', '--silent', '--show-error', '--fail', ...args];
    return execFileSync(file, rest, { encoding: 'utf8' });
  };
  const keeperOf = (bucket: string): Keeper => ({
    results: { bucket, prefix: 'shop', endpoint: moto.url, credentialsSecret: 'bucket-keys' },
    filesOf(runId) {
      const list = curl(`${moto.url}/${bucket}?list-type=2&prefix=shop/${runId}/`);
      return [...list.matchAll(/<Key>shop\/[^/]+\/([^<]+)<\/Key>/g)].map(([, file = '']) => file);
    },
  });

  beforeAll(async () => {
    moto = await startMoto({ host: nodeAddress, through: insideCluster });
    curl('--request', 'PUT', `${moto.url}/load-tests`);
    const literals = Object.entries(keys).map(([name, value]) => `--from-literal=${name}=${value}`);
    await project.kubectl('create', 'secret', 'generic', 'bucket-keys', ...literals);
  });
  afterAll(() => moto.close());

  it('loses the last checkpoint at most when its coordinator is killed', async () => {
    await losesItsCoordinator(keeperOf('load-tests'));
  });

  it('is shown on another machine when its pods are gone', async () => {
    const keeper = keeperOf('load-tests');
    await isThere(keeper, await keptRun(keeper), 'runs', 'show');
  });

  it('sends no load when the bucket does not take it', async () => {
    await project.counted();
    const { exitCode, stderr } = await run(short, { results: keeperOf('absent').results });
    expect(stderr).toMatch(/cannot write "plan\.json" of \S+ to s3:\/\/absent\/shop: NoSuchBucket/);
    expect(exitCode).toBe(3);
    expect(await project.counted()).toBe(0);
    await project.isEmpty();
  });
});

describe.skipIf(!hasClusterProcesses)('a run that is kept on a volume', () => {
  const root = makeDirectory();
  const keeper: Keeper = {
    results: { claim: 'results' },
    filesOf: (runId) => (readdirSync(root).includes(runId) ? readdirSync(join(root, runId)) : []),
  };
  const common = { accessModes: ['ReadWriteMany'], storageClassName: '' };
  const volume = () => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `results-${project.namespace}` },
    spec: { ...common, capacity: { storage: '1Gi' }, hostPath: { path: root } },
  });
  const claim = () => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'results', namespace: project.namespace },
    spec: { ...common, volumeName: volume().metadata.name, resources: { requests: { storage: '1Gi' } } },
  });

  beforeAll(async () => {
    // A volume of a path has the rights of the path.
    chmodSync(root, 0o777);
    await kubectl(cluster, ['apply', '-f', '-'], [volume(), claim()]);
  });
  afterAll(async () => {
    await kubectl(cluster, ['delete', 'pv', volume().metadata.name, '--wait=false']);
  });

  it('loses the last checkpoint at most when its coordinator is killed', async () => {
    await losesItsCoordinator(keeper);
  });

  it('is brought from there when its pods are gone, also after a command line that was killed over it', async () => {
    const run = await keptRun(keeper);
    const killed = startElsewhere(keeper, run.directory, ['runs', 'attach', run.id]);
    const readers = ['get', 'pods', '-l', 'app.kubernetes.io/component=reader', '-o', 'name'];
    await expect.poll(() => project.kubectl(...readers), { timeout: 30_000 }).toContain('pod/');
    killed.signal('SIGKILL');
    expect((await killed.outcome).signal).toBe('SIGKILL');
    await isThere(keeper, run, 'runs', 'attach');
  });

  it('is looked after by a doctor who finds nothing missing under the documented Role', async () => {
    const { exitCode, stdout } = await elsewhere(keeper, makeDirectory(), 'k8s', 'doctor', '--json');
    expect(exitCode, stdout).toBe(0);
    expect(JSON.parse(stdout).findings).toContainEqual(
      expect.objectContaining({ name: 'results', state: 'ok', found: 'claim "results" is Bound' }),
    );
  });
});

it('that is kept nowhere says how long its result waits', async () => {
  const { exitCode, stderr, stdout, directory } = await project.start(
    ['run', 'script.js', '--on', 'k8s', '--ready-timeout', '60s', '--detach'],
    { script: short, kubernetes: { retainMs: '2h' } },
  ).outcome;
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain(
    'its result waits 2h in its pod and is gone then: "kubernetes.results" would keep it',
  );
  const env = { KUBECONFIG: cluster.kubeconfig };
  expect((await cli(['runs', 'attach', stdout.trim()], { directory, env })).exitCode).toBe(0);
  await project.isEmpty();
});
