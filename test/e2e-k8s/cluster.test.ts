import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { images } from './images.ts';
import { kubectl, runKubectl } from './kubectl.ts';
import { restrictedContainer, restrictedNamespace, restrictedPod, target } from './objects.ts';

const cluster = inject('cluster');
const namespace = `cluster-${randomBytes(3).toString('hex')}`;
const service = `/api/v1/namespaces/${namespace}/services/target:80/proxy`;

beforeAll(async () => {
  await kubectl(cluster, ['apply', '-f', '-'], [restrictedNamespace(namespace), ...target(namespace)]);
  await kubectl(cluster, ['-n', namespace, 'rollout', 'status', 'deployment/target', '--timeout=90s']);
});

afterAll(async () => {
  await kubectl(cluster, ['delete', 'namespace', namespace, '--wait=false']);
});

it('has a node that is ready and is of a version that is supported', async () => {
  const jsonpath =
    '{range .items[*]}{.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
  const nodes = (await kubectl(cluster, ['get', 'nodes', '-o', `jsonpath=${jsonpath}`])).split('\n');
  expect(nodes.length).toBeGreaterThan(0);
  for (const line of nodes) expect(line).toMatch(/^v1\.(29|[3-9]\d)\.\d+\S* True$/);
});

it('runs stock k6 as an Indexed Job whose every request the target counts', async () => {
  await kubectl(cluster, ['create', '--raw', `${service}/reset`, '-f', '/dev/null']);
  await kubectl(cluster, ['apply', '-f', '-'], [script, k6Job]);
  const done = await runKubectl(cluster, [
    '-n',
    namespace,
    'wait',
    '--for=condition=complete',
    'job/k6',
    '--timeout=90s',
  ]);
  const logs = await kubectl(cluster, [
    '-n',
    namespace,
    'logs',
    '-l',
    'job-name=k6',
    '--prefix',
    '--tail=-1',
  ]);

  expect(done.exitCode, logs).toBe(0);
  expect(await kubectl(cluster, ['get', '--raw', `${service}/count`])).toBe('301');
  const shares = [...logs.matchAll(/iterations\.+: (\d+)/g)].map((match) => Number(match[1]));
  expect(shares.toSorted()).toEqual([100, 100, 101]);
});

it('runs the image of Node as a user without rights, with its shell', async () => {
  const output = await runOnce('node', {
    image: images.NODE_IMAGE,
    command: ['sh', '-c', 'id -u && exec docker-entrypoint.sh -p "process.version"'],
  });
  expect(output).toMatch(/^1000\nv\d+\.\d+\.\d+$/);
});

it.each([
  [
    'a container that may gain privileges',
    { allowPrivilegeEscalation: true },
    'allowPrivilegeEscalation != false',
  ],
  ['a container that runs as root', { runAsUser: 0 }, 'runAsUser=0'],
  ['a container that keeps its capabilities', { capabilities: {} }, 'unrestricted capabilities'],
])('refuses %s', async (_, securityContext, reason) => {
  const pod = onePod('refused', {
    image: images.K6_IMAGE,
    securityContext: { ...restrictedContainer, ...securityContext },
  });
  const { exitCode, stderr } = await runKubectl(cluster, ['create', '-f', '-'], [pod]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('violates PodSecurity "restricted:latest"');
  expect(stderr).toContain(reason);
});

it('gives a service account the rights of its role and no others', async () => {
  const reader = { name: 'reader', namespace };
  const asReader = ['--as', `system:serviceaccount:${namespace}:reader`];
  await kubectl(
    cluster,
    ['apply', '-f', '-'],
    [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: reader }],
  );
  const before = await runKubectl(cluster, ['-n', namespace, 'get', 'pods', ...asReader]);
  expect(before.stderr).toContain('pods is forbidden');

  await kubectl(cluster, ['-n', namespace, 'create', 'role', 'reader', '--verb=list', '--resource=pods']);
  await kubectl(cluster, [
    '-n',
    namespace,
    'create',
    'rolebinding',
    'reader',
    '--role=reader',
    `--serviceaccount=${namespace}:reader`,
  ]);
  await expect
    .poll(() => runKubectl(cluster, ['-n', namespace, 'get', 'pods', ...asReader]), { timeout: 10_000 })
    .toMatchObject({ exitCode: 0 });
  const jobs = await runKubectl(cluster, ['-n', namespace, 'get', 'jobs', ...asReader]);
  expect(jobs.stderr).toContain('jobs.batch is forbidden');
  const elsewhere = await runKubectl(cluster, ['-n', 'default', 'get', 'pods', ...asReader]);
  expect(elsewhere.stderr).toContain('pods is forbidden');
});

const podMetrics = z.object({
  items: z.array(
    z.object({ containers: z.array(z.object({ usage: z.object({ cpu: z.string(), memory: z.string() }) })) }),
  ),
});

it('measures the CPU and memory of the pods', async () => {
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?labelSelector=app%3Dtarget`;
  const readMemory = async () => {
    const { items } = podMetrics.parse(JSON.parse(await kubectl(cluster, ['get', '--raw', path])));
    return items[0]?.containers[0]?.usage.memory;
  };
  // A pod has its first figure after two readings of kubelet.
  await expect.poll(readMemory, { timeout: 90_000, interval: 1_000 }).toMatch(/^[1-9]\d*Ki$/);
});

function onePod(name: string, container: object): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: restrictedPod(1000),
      containers: [{ name: 'main', securityContext: restrictedContainer, ...container }],
    },
  };
}

/** What the container of a pod prints until it ends. */
async function runOnce(name: string, container: object): Promise<string> {
  await kubectl(cluster, ['create', '-f', '-'], [onePod(name, container)]);
  await kubectl(cluster, [
    '-n',
    namespace,
    'wait',
    `pod/${name}`,
    '--for=jsonpath={.status.phase}=Succeeded',
    '--timeout=60s',
  ]);
  return kubectl(cluster, ['-n', namespace, 'logs', name]);
}

// 301 iterations do not divide by 3: the segments must share them out.
const script = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'script', namespace },
  data: {
    'script.js': `import http from 'k6/http';
export const options = { scenarios: { all: { executor: 'shared-iterations', vus: 9, iterations: 301 } } };
export default () => http.get('http://target.${namespace}.svc.cluster.local/');`,
  },
};

const mounts = [{ name: 'script', mountPath: '/script' }];
const k6Container = {
  name: 'k6',
  image: images.K6_IMAGE,
  command: ['sh', '-c'],
  args: [
    'i=$JOB_COMPLETION_INDEX; exec k6 run --no-color --execution-segment "$i/3:$((i + 1))/3" --execution-segment-sequence 0,1/3,2/3,1 /script/script.js',
  ],
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
  securityContext: restrictedContainer,
  volumeMounts: mounts,
};
// A Service refuses connections until kube-proxy has heard of its endpoints, a moment after they are ready.
const waiting = {
  name: 'wait',
  image: images.K6_IMAGE,
  command: [
    'sh',
    '-c',
    `until wget -q -O /dev/null http://target.${namespace}.svc.cluster.local/ready; do sleep 0.2; done`,
  ],
  securityContext: restrictedContainer,
};
const k6Job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'k6', namespace },
  spec: {
    completionMode: 'Indexed',
    completions: 3,
    parallelism: 3,
    backoffLimitPerIndex: 0,
    template: {
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        securityContext: restrictedPod(12345),
        initContainers: [waiting],
        containers: [k6Container],
        volumes: [{ name: 'script', configMap: { name: 'script' } }],
      },
    },
  },
};
