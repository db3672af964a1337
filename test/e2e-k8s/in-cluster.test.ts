import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { role, runRights } from '../../k8s/manifests/role.ts';
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

/** What a CLI image would do, with the program of this directory: the image cannot be built here. */
const commandLine = `cp /project/* . && tr -dc a-z < /dev/urandom | head -c 20971520 > data.txt &&
exec node /loadtest/dist/cli/main.js run script.js --on k8s --workers 2`;

const subject = { kind: 'ServiceAccount', name: 'cli', namespace: home };

function objects(): readonly object[] {
  const { namespace } = project;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'loadtest' };
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
    role('loadtest', namespace, runRights),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'loadtest', namespace },
      roleRef,
      subjects: [subject],
    },
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
        env: [
          { name: 'HOME', value: '/work' },
          { name: 'LOADTEST_K6', value: '/usr/bin/k6' },
        ],
        volumeMounts: [
          { name: 'loadtest', mountPath: '/loadtest', readOnly: true },
          { name: 'k6', mountPath: '/usr/bin/k6', readOnly: true },
          { name: 'project', mountPath: '/project' },
          { name: 'work', mountPath: '/work' },
        ],
      },
    ],
    volumes: [
      { name: 'loadtest', ...hostPath(fileURLToPath(new URL('../..', import.meta.url))) },
      { name: 'k6', ...hostPath(process.env.LOADTEST_K6 ?? '') },
      { name: 'project', configMap: { name: 'project' } },
      { name: 'work', emptyDir: {} },
    ],
  };
}

describe.skipIf(!hasClusterProcesses)('the command line in a pod', () => {
  beforeAll(async () => {
    project = await makeClusterProject(cluster);
  });

  afterAll(async () => {
    await kubectl(cluster, ['delete', 'namespace', home, '--timeout=90s']);
    await project.remove();
  });

  it('runs a scenario with 20 MiB of data under the documented Role and no other right', async () => {
    await project.counted();
    await kubectl(cluster, ['apply', '-f', '-'], objects());
    const phase = () => kubectl(cluster, ['-n', home, 'get', 'pod', 'cli', '-o', 'jsonpath={.status.phase}']);
    await expect.poll(phase, { timeout: 90_000, interval: 500 }).toMatch(/Succeeded|Failed/);
    expect(await phase(), await kubectl(cluster, ['-n', home, 'logs', 'cli'])).toBe('Succeeded');
    expect(await project.counted()).toBe(6);
    await project.isEmpty();
  });
});
