import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { cleanRuns } from '../../k8s/clean.ts';
import { connectCluster } from '../../k8s/client.ts';
import { kubectl } from './kubectl.ts';
import { makeClusterProject, type Project } from './project.ts';

const cluster = inject('cluster');
let project: Project;

beforeAll(async () => {
  vi.stubEnv('KUBECONFIG', cluster.kubeconfig);
  project = await makeClusterProject(cluster);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await project.remove();
});

const script = 'export default function () {}';
const dryRun = ['run', 'script.js', '--on', 'k8s', '--dry-run'];

it('removes a run that was never complete, once nobody can be making it any longer', async () => {
  const { stdout, stderr } = await project.start(dryRun, { script }).outcome;
  const manifests = parseAllDocuments(stdout).map((document): object => document.toJS());
  expect(manifests, stderr).toHaveLength(7);
  await kubectl(cluster, ['apply', '--server-side', '--dry-run=server', '-f', '-'], manifests);
  // What a command line that is killed right after its first object leaves.
  await kubectl(cluster, ['apply', '-f', '-'], manifests.slice(0, 1));

  const { namespace } = project;
  const clean = async (afterMs: number) =>
    cleanRuns(await connectCluster({ namespace }), Date.now() + afterMs);
  expect(await clean(0)).toMatchObject({ removed: [], kept: [{ state: 'suspended' }] });
  expect(await clean(11 * 60_000)).toMatchObject({ removed: [{ state: 'suspended' }], kept: [] });
  await project.isEmpty();
});
