import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metric, RunResult } from '../../core/records/index.ts';
import { runFiles } from '../../runner/store/run-store.ts';
import { atMost, type Bench, type Benchmark, type Findings, rounded } from './bench.ts';
import { type BenchCluster, openBenchCluster, type PodEvent, type PodUse } from './cluster.ts';
import { type LoadtestRun, runLoadtest, script } from './commands.ts';
import { startTarget } from './target.ts';
import { watchCommand } from './watched.ts';

const firstRequestGoalMs = 3_000;
const skewGoalMs = 10;
const goneGoalMs = 10_000;
const parityGoalPercent = 1;

/** Of all workers together: each of them gets its share. */
const virtualUsers = 40;
const pauseSec = 0.4;

/**
 * Runs of 1 to 20 workers as pods of a real cluster, with the images on its node: how long it takes from the command to
 * the first request and from the last to the written result, how far apart the workers start, what the coordinator
 * uses, what is left afterwards, and whether the figures are those of the same script on this machine.
 */
export const kubernetes: Benchmark = {
  measures:
    'start, skew, end, coordinator and parity of `loadtest run --on k8s` with 1, 4, 10 and 20 workers',
  async run(bench) {
    const iterations = (virtualUsers * (bench.quick ? 15 : 60)) / pauseSec;
    const variables = { ITERATIONS: String(iterations), PAUSE_SEC: String(pauseSec) };
    const local = await runHere(bench, variables);
    const cluster = await openBenchCluster(bench);
    try {
      const rows = [];
      for (const workers of bench.quick ? [1, 4] : [1, 4, 10, 20]) {
        const row = await runThere(bench, cluster, { workers, variables, local });
        bench.say(JSON.stringify(row));
        rows.push(row);
      }
      const cleanedMs = await cleanRunning(bench, cluster, variables);
      const last = rows.at(-1);
      const of = (what: string) => `${what}, ${last?.workers} workers`;
      return {
        goals: [
          atMost(
            of('command to first request'),
            firstRequestGoalMs,
            last?.startMs.total ?? Number.NaN,
            ' ms',
          ),
          atMost(of('start skew'), skewGoalMs, last?.skewMs ?? Number.NaN, ' ms'),
          atMost(
            'objects of a run gone after its end',
            goneGoalMs,
            Math.max(...rows.map(({ goneMs }) => goneMs)),
            ' ms',
          ),
          atMost('objects of a run gone after clean', goneGoalMs, cleanedMs, ' ms'),
          atMost(
            'totals other than those of the local run, or of the target',
            0,
            rows.reduce((sum, { parity }) => sum + parity.unequalTotals.length, 0),
          ),
          atMost(
            'largest difference of p50 to p99 from the local run',
            parityGoalPercent,
            Math.max(...rows.map(({ parity }) => parity.percentilesPercent)),
            ' %',
          ),
        ],
        figures: { iterations, virtualUsers, rows, cleanedMs },
      } satisfies Findings;
    } finally {
      await cluster.close();
    }
  },
};

type Variables = Readonly<Record<string, string>>;

async function runHere(bench: Bench, variables: Variables): Promise<RunResult> {
  const target = await startTarget(bench);
  const { result } = await runLoadtest(bench, 'known-values.js', { ...variables, TARGET_URL: target.url });
  await target.stop();
  return result;
}

/** Small requests, so that a node of two cores holds them all; limits as by default. */
const resources = (memory: string) => ({ cpu: '1', memory, requests: { cpu: '20m', memory: '64Mi' } });

const configFor = ({ namespace }: BenchCluster) => ({
  kubernetes: {
    namespace,
    resources: resources('256Mi'),
    coordinatorResources: resources('512Mi'),
    targetPods: [{ labels: { app: 'target' } }],
  },
});

interface Setting {
  readonly workers: number;
  readonly variables: Variables;
  readonly local: RunResult;
}

async function runThere(bench: Bench, cluster: BenchCluster, { workers, variables, local }: Setting) {
  await cluster.counted();
  const pods = cluster.watchPods();
  const coordinator = cluster.watchUse('coordinator');
  const flags = [
    '--on',
    'k8s',
    '--workers',
    String(workers),
    ...variableFlags({ ...variables, TARGET_URL: cluster.url }),
  ];
  const env = { KUBECONFIG: cluster.kubeconfig };
  const run = await runLoadtest(bench, 'known-values.js', env, flags, configFor(cluster));
  const goneMs = await untilGone(bench, cluster);
  await Promise.all([pods.stop(), coordinator.stop()]);
  const firstAtMs = await cluster.firstRequestAtMs();
  return {
    workers,
    startMs: startOf(run, pods.events, firstAtMs),
    skewMs: rounded(run.result.startSkewMs ?? Number.NaN),
    endMs: await endOf(run),
    coordinator: coordinatorOf(run.result, coordinator.uses),
    goneMs,
    validity: run.result.validity.level,
    parity: compare(local, run.result, await cluster.counted()),
  };
}

const variableFlags = (variables: Variables) =>
  Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`]);

/** Where the time from the command to the first request went. Pods are as late as the API server says that they run. */
function startOf({ startedAtMs, plan, result }: LoadtestRun, events: readonly PodEvent[], firstAtMs: number) {
  const runs = (component: string) =>
    events.filter((event) => event.component === component && event.phase === 'Running');
  const workersRun = new Map(
    runs('worker')
      .map(({ name, atMs }): [string, number] => [name, atMs])
      .reverse(),
  );
  const marks = {
    plan: Date.parse(plan.createdAt),
    podsMade: events[0]?.atMs ?? Number.NaN,
    coordinatorRuns: runs('coordinator')[0]?.atMs ?? Number.NaN,
    workersRun: Math.max(...workersRun.values()),
    unpaused: Date.parse(result.startedAt),
    firstRequest: firstAtMs,
  };
  const since = Object.entries(marks).map(([name, atMs]) => [name, Math.round(atMs - startedAtMs)] as const);
  return { ...Object.fromEntries(since), total: Math.round(firstAtMs - startedAtMs) };
}

/** From the last iteration to the written result, and to the end of the command. */
async function endOf({ startedAtMs, durationMs, result, store }: LoadtestRun) {
  const lastAtMs = Date.parse(result.startedAt) + result.durationMs;
  const { mtimeMs } = await stat(join(store.directory(result.runId), runFiles.result));
  return {
    resultWritten: Math.round(mtimeMs - lastAtMs),
    commandEnded: Math.round(startedAtMs + durationMs - lastAtMs),
  };
}

/** The most that the coordinator's pod used during the run; `null` where the run was too short for the metrics API. */
function coordinatorOf({ startedAt, durationMs }: RunResult, uses: readonly PodUse[]) {
  const startMs = Date.parse(startedAt);
  const during = uses.filter(({ atMs }) => atMs > startMs && atMs <= startMs + durationMs);
  if (during.length === 0) return { cpuCores: null, memoryMebibytes: null };
  const most = (of: (use: PodUse) => number) => rounded(Math.max(...during.map(of)));
  return {
    cpuCores: most(({ cpuCores }) => cpuCores),
    memoryMebibytes: most(({ memoryBytes }) => memoryBytes / 2 ** 20),
  };
}

const pollMs = 250;

async function untilGone(bench: Bench, cluster: BenchCluster): Promise<number> {
  const fromMs = performance.now();
  while ((await cluster.leftovers()).length > 0) {
    if (performance.now() - fromMs > 60_000) throw new Error(`left: ${await cluster.leftovers()}`);
    await bench.ctx.sleep(pollMs);
  }
  return Math.round(performance.now() - fromMs);
}

/** How long after `k8s clean` of a run under load nothing of it is left. */
async function cleanRunning(bench: Bench, cluster: BenchCluster, variables: Variables): Promise<number> {
  const cwd = await mkdtemp(join(bench.scratch, 'detached-'));
  await writeFile(join(cwd, 'loadtest.config.json'), JSON.stringify(configFor(cluster)));
  const env = { ...bench.ctx.env, KUBECONFIG: cluster.kubeconfig, LOADTEST_K6: bench.k6 };
  const call = (...args: readonly string[]) => watchCommand([...bench.loadtest, ...args], cwd, env);
  const workers = ['--workers', bench.quick ? '4' : '20'];
  await call(
    'run',
    script('known-values.js'),
    '--on',
    'k8s',
    '--detach',
    ...workers,
    ...variableFlags({ ...variables, TARGET_URL: cluster.url }),
  );
  const [id = ''] = await readdir(join(cwd, '.loadtest/runs'));
  await call('k8s', 'clean', '--run', id);
  return untilGone(bench, cluster);
}

/** The totals that differ, and by how much percentiles of values that do not depend on time do. */
function compare(local: RunResult, { metrics }: RunResult, counted: number) {
  const totals = Object.entries(metrics).flatMap(([name, metric]) => {
    return isTimeless(name) && countsOf(metric) !== countsOf(local.metrics[name]) ? [name] : [];
  });
  const requests = countsOf(metrics.http_reqs) !== String(counted) ? ['http_reqs at the target'] : [];
  const differences = Object.entries(metrics).flatMap(([name, metric]) => {
    const other = local.metrics[name];
    if (!name.startsWith('known_') || metric.type !== 'trend' || other?.type !== 'trend') return [];
    return (['p50', 'p90', 'p95', 'p99'] as const).map((p) =>
      Math.abs((metric[p] ?? 0) / (other[p] ?? 0) - 1),
    );
  });
  return {
    unequalTotals: [...totals, ...requests],
    percentilesPercent: rounded(100 * Math.max(...differences)),
  };
}

/** Whether a metric's total follows from the script alone. */
const isTimeless = (name: string) =>
  name.startsWith('known_') || ['iterations', 'http_reqs', 'checks'].includes(name);

function countsOf(metric: Metric | undefined): string {
  if (metric?.type === 'rate') return `${metric.trues} of ${metric.total}`;
  return metric?.type === 'counter' || metric?.type === 'trend' ? String(metric.count) : '';
}
