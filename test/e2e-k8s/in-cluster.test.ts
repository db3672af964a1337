import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { images } from './images.ts';
import { kubectl } from './kubectl.ts';
import { hasClusterProcesses } from './machine.ts';
import { makeClusterProject, type Project } from './project.ts';

const cluster = inject('cluster');
const home = `cli-${randomBytes(3).toString('hex')}`;
let project: Project;

/** Runs fail with exit code 99 where a worker does not have the whole data file. */
const script = `import http from 'k6/http';
import { check } from 'k6';
import { SharedArray } from 'k6/data';
const sizes = new SharedArray('data', () => [open('./data.txt').length]);
export const options = { vus: 2, iterations: 6, thresholds: { checks: ['rate==1'] } };
export default function () {
  http.get(__ENV.TARGET_URL);
  check(sizes, { 'has the whole data file': ([size]) => size === 20971520 });
}
`;

/** What the image of the command line and the chart's pod for it would do, with the program of this directory: the image cannot be built here. */
const commandLine = `cp /project/* . && tr -dc a-z < /dev/urandom | head -c 20971520 > data.txt &&
exec node /loadtest/dist/cli/main.js run script.js --on k8s --workers 2`;

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The chart of a namespace whose load tests an account of another one may run, and that runs one each night. */
function installChart(): void {
  const helm = execFileSync(place('../tools/helm/build'), { encoding: 'utf8' }).trim();
  const subject = `subjects[0].kind=ServiceAccount,subjects[0].name=cli,subjects[0].namespace=${home}`;
  const image = 'scheduledRun.image.repository=registry.example/shop,scheduledRun.image.tag=1.4.0';
  const values = ['--set', subject, '--set', `scheduledRun.enabled=true,${image}`];
  const target = ['--namespace', project.namespace, '--kubeconfig', cluster.kubeconfig];
  execFileSync(helm, ['install', 'demo', place('../../k8s/chart'), ...target, ...values]);
}

function objects(): readonly object[] {
  const { namespace } = project;
  const small = { cpu: '1', memory: '256Mi', requests: { cpu: '20m', memory: '64Mi' } };
  const config = {
    target: { url: `http://target.${namespace}.svc.cluster.local/ready` },
    env: { TARGET_URL: `http://target.${namespace}.svc.cluster.local` },
    kubernetes: { namespace, resources: small, coordinatorResources: small },
  };
  return [
    // What a host has is nothing for a pod of the restricted level.
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: home } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cli', namespace: home } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'project', namespace: home },
      data: { 'script.js': script, 'loadtest.config.json': JSON.stringify(config) },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cli', namespace: home }, spec: pod() },
  ];
}

function pod(): object {
  const hostPath = (path: string) => ({ hostPath: { path } });
  return {
    serviceAccountName: 'cli',
    restartPolicy: 'Never',
    securityContext: { runAsUser: 1_000, fsGroup: 1_000 },
    containers: [
      {
        name: 'cli',
        image: images.NODE_IMAGE,
        workingDir: '/work',
        command: ['sh', '-c', commandLine],
        env: [{ name: 'LOADTEST_K6', value: '/usr/bin/k6' }],
        securityContext: { readOnlyRootFilesystem: true },
        volumeMounts: [
          { name: 'scratch', mountPath: '/tmp' },
          { name: 'loadtest', mountPath: '/loadtest', readOnly: true },
          { name: 'k6', mountPath: '/usr/bin/k6', readOnly: true },
          { name: 'project', mountPath: '/project' },
          { name: 'work', mountPath: '/work' },
        ],
      },
    ],
    volumes: [
      { name: 'loadtest', ...hostPath(place('../..')) },
      { name: 'k6', ...hostPath(process.env.LOADTEST_K6 ?? '') },
      { name: 'project', configMap: { name: 'project' } },
      { name: 'scratch', emptyDir: {} },
      { name: 'work', emptyDir: {} },
    ],
  };
}

describe.skipIf(!hasClusterProcesses)('the command line in a pod', () => {
  beforeAll(async () => {
    project = await makeClusterProject(cluster);
  });

  afterAll(async () => {
    await kubectl(cluster, ['delete', 'namespace', home, '--wait=false']);
    await project.remove();
  });

  it('runs a scenario with 20 MiB of data under the Role that the chart installs and no other right', async () => {
    await project.counted();
    installChart();
    const accepted = ['apply', '--dry-run=server', '-f', place('../../k8s/examples/argo-cd-post-sync.yaml')];
    expect(await project.kubectl(...accepted)).toContain('job.batch/loadtest-smoke created');
    await kubectl(cluster, ['apply', '-f', '-'], objects());
    const phase = () => kubectl(cluster, ['-n', home, 'get', 'pod', 'cli', '-o', 'jsonpath={.status.phase}']);
    await expect.poll(phase, { timeout: 90_000, interval: 500 }).toMatch(/Succeeded|Failed/);
    expect(await phase(), await kubectl(cluster, ['-n', home, 'logs', 'cli'])).toBe('Succeeded');
    expect(await project.counted()).toBe(6);
    await project.isEmpty();
  });
});
