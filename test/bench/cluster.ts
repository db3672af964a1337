import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { parseQuantity } from '../../k8s/quantity.ts';
import { runToEnd } from '../../runner/process.ts';
import { kubectl } from '../e2e-k8s/kubectl.ts';
import { restrictedNamespace, target } from '../e2e-k8s/objects.ts';
import { type Cluster, openSession, type Session } from '../e2e-k8s/session.ts';
import type { Bench } from './bench.ts';

/** A pod of a run as the API server reported it, when that was heard. */
export interface PodEvent {
  readonly atMs: number;
  readonly component: string;
  readonly name: string;
  readonly phase: string;
}

/** What the pods of a component used together, by the metrics API, in the time before `atMs`. */
export interface PodUse {
  readonly atMs: number;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** A namespace of a real cluster with a counting target in it. */
export interface BenchCluster {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Of the target, for pods. */
  readonly url: string;
  /** Requests that the target has counted since the last call. */
  counted(): Promise<number>;
  /** When the first of them came, by the target's clock, in milliseconds since 1970. */
  firstRequestAtMs(): Promise<number>;
  /** Notes what becomes of a run's pods until it is stopped. */
  watchPods(): { readonly events: readonly PodEvent[]; stop(): void };
  /** Notes what the pods of a component of a run use until it is stopped. */
  watchUse(component: string): { readonly uses: readonly PodUse[]; stop(): Promise<void> };
  /** Names of objects that runs have left. */
  leftovers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const namespace = 'loadtest-bench';
const ownLabel = 'app.kubernetes.io/managed-by=loadtest';
const ownKinds = 'jobs,pods,services,secrets,configmaps,networkpolicies';
const service = `/api/v1/namespaces/${namespace}/services/target:80/proxy`;

/** The cluster that LOADTEST_TEST_KUBECONFIG names, else one of the tests' own that lives as long as the benchmark. */
export async function openBenchCluster(bench: Bench): Promise<BenchCluster> {
  const { LOADTEST_TEST_KUBECONFIG: kubeconfig } = process.env;
  const session = kubeconfig ? undefined : await openOwn(bench);
  const cluster: Cluster = session?.cluster ?? { kubeconfig: kubeconfig ?? '', kubectl: 'kubectl' };
  const here = (...args: readonly string[]) => kubectl(cluster, ['-n', namespace, ...args]);
  await kubectl(cluster, ['apply', '-f', '-'], [restrictedNamespace(namespace), ...target(namespace)]);
  await here('rollout', 'status', 'deployment/target', '--timeout=90s');
  await untilAnswered(bench, () => kubectl(cluster, ['get', '--raw', `${service}/ready`]));
  return {
    kubeconfig: cluster.kubeconfig,
    namespace,
    url: `http://target.${namespace}.svc.cluster.local`,
    counted: async () =>
      Number(await kubectl(cluster, ['create', '--raw', `${service}/reset`, '-f', '/dev/null'])),
    firstRequestAtMs: async () => Number(await kubectl(cluster, ['get', '--raw', `${service}/first`])),
    watchPods: () => watchPods(cluster),
    watchUse: (component) => watchUse(bench, cluster, component),
    leftovers: async () =>
      (await here('get', ownKinds, '-l', ownLabel, '-o', 'name')).split('\n').filter(Boolean),
    async close() {
      await kubectl(cluster, ['delete', 'namespace', namespace, '--timeout=90s']);
      await session?.close();
    },
  };
}

async function openOwn(bench: Bench): Promise<Session> {
  const { exitCode, stderr } = await runToEnd(bench.ctx, 'bash', [
    join(import.meta.dirname, '../cluster/setup'),
  ]);
  if (exitCode !== 0) throw new Error(`the test cluster cannot be made: ${stderr}`);
  return openSession();
}

/** A Service answers a moment after its pods are ready. */
async function untilAnswered(bench: Bench, ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const answered = await ask().then(
      () => true,
      () => false,
    );
    if (answered) return;
    await bench.ctx.sleep(500);
  }
  throw new Error('the target does not answer');
}

const podLine = String.raw`{.metadata.labels.app\.kubernetes\.io/component} {.metadata.name} {.status.phase}{"\n"}`;

function watchPods({ kubeconfig, kubectl: program }: Cluster) {
  const events: PodEvent[] = [];
  const selected = ['get', 'pods', '-n', namespace, '-l', ownLabel];
  const args = ['--kubeconfig', kubeconfig, ...selected, '--watch', '-o', `jsonpath=${podLine}`];
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  if (child.stdout) {
    createInterface(child.stdout).on('line', (line) => {
      const [component = '', name = '', phase = ''] = line.split(' ');
      events.push({ atMs: Date.now(), component, name, phase });
    });
  }
  const ended = once(child, 'exit');
  return {
    events,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

const usePeriodMs = 5_000;
const useSchema = z.object({
  items: z.array(
    z.object({
      timestamp: z.iso.datetime({ offset: true }),
      containers: z.array(z.object({ usage: z.object({ cpu: z.string(), memory: z.string() }) })),
    }),
  ),
});

/** It is no observer of the run: what that observes is the target, which must not change its size, as a run's own pods do. */
function watchUse(bench: Bench, cluster: Cluster, component: string) {
  const uses: PodUse[] = [];
  const stop = new AbortController();
  const selector = encodeURIComponent(`app.kubernetes.io/component=${component}`);
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?labelSelector=${selector}`;
  const look = async () => {
    const { items } = useSchema.parse(JSON.parse(await kubectl(cluster, ['get', '--raw', path])));
    const [first] = items;
    if (!first) return;
    const sum = (resource: 'cpu' | 'memory') =>
      items
        .flatMap(({ containers }) => containers)
        .reduce((total, { usage }) => total + (parseQuantity(usage[resource]) ?? 0), 0);
    uses.push({ atMs: Date.parse(first.timestamp), cpuCores: sum('cpu'), memoryBytes: sum('memory') });
  };
  const watching = (async () => {
    while (!stop.signal.aborted) {
      // What is not answered this time is missed.
      await look().catch(() => undefined);
      await bench.ctx.sleep(usePeriodMs, stop.signal);
    }
  })();
  return {
    uses,
    async stop() {
      stop.abort();
      await watching;
    },
  };
}
