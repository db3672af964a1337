import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { formatMs } from '../../core/quantity.ts';
import type { RunResult } from '../../core/records/index.ts';
import type { ClusterFinding } from '../../k8s/doctor.ts';
import { archiveForRun, bundleScenario } from '../../runner/bundle/bundle.ts';
import { provideK6 } from '../../runner/k6/provide.ts';
import { planRun } from '../../runner/plan/plan-run.ts';
import { openStore } from '../../runner/store/run-store.ts';
import type { LoadedConfig } from '../config/config.ts';
import { guardOf } from '../guard.ts';
import { toError } from '../run/failure.ts';
import type { PreparedRun } from '../run/prepare-run.ts';
import { createRunId } from '../run/run-id.ts';
import { startRun } from '../run/start-on-cluster.ts';
import { readVersions } from '../version.ts';

const script = 'export const options = { iterations: 1 };\nexport default function () {}\n';

/**
 * Runs one worker on the cluster that sends nothing, the way a run does, and gives what stood in its way: images,
 * scheduling, network policies, the way to the target. Nothing of it stays, but for what `kubernetes.results` keeps.
 */
export async function probePods(
  ctx: Context,
  loaded: LoadedConfig,
  onNote: (line: string) => void,
): Promise<readonly ClusterFinding[]> {
  const directory = await mkdtemp(join(tmpdir(), 'loadtest-probe-'));
  const startedMs = ctx.monotonicMs();
  try {
    const failure = await failureOfProbe(ctx, plain(loaded), { directory, onNote });
    const took = formatMs(ctx.monotonicMs() - startedMs);
    return failure ? [finding(failure)] : [...found(loaded, took)];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function* found({ config }: LoadedConfig, took: string): Generator<ClusterFinding> {
  yield { name: 'pods', state: 'ok', found: `a run that sends nothing came to its end in ${took}` };
  const url = config.target?.command === undefined ? config.target?.url : undefined;
  yield url === undefined
    ? { name: 'target', state: 'note', found: 'not asked: there is no target.url that pods could reach' }
    : { name: 'target', state: 'ok', found: `${url} answers, seen from a pod` };
}

function finding({ code, message, hint }: LoadtestError): ClusterFinding {
  const name = code === 'TARGET_DOWN' ? 'target' : 'pods';
  return { name, state: 'missing', found: message, ...(hint !== undefined && { hint }) };
}

/** Neither what prepares a run of the user's nor what watches it. */
function plain({ config, ...rest }: LoadedConfig): LoadedConfig {
  const { target, ...others } = config;
  return {
    ...rest,
    config: {
      ...others,
      ...(target?.command === undefined && { target }),
      prepare: [],
      cleanup: [],
      observers: [],
      kubernetes: { ...config.kubernetes, prepare: [], cleanup: [] },
    },
  };
}

interface Probe {
  readonly directory: string;
  onNote(line: string): void;
}

async function failureOfProbe(
  ctx: Context,
  loaded: LoadedConfig,
  { directory, onNote }: Probe,
): Promise<LoadtestError | undefined> {
  const view = { show: () => undefined, note: onNote, end: () => undefined };
  const store = openStore(join(directory, 'runs'));
  try {
    const prepared = await prepareProbe(ctx, loaded, directory);
    const run = await startRun(ctx, { prepared, loaded, store, view, readyMs: undefined });
    const release = ctx.onSignal(() => run.kill());
    return failureOf(await run.result.finally(release));
  } catch (error) {
    if (error instanceof LoadtestError && error.code !== 'INTERRUPTED') return error;
    throw error;
  }
}

function failureOf({ failure, end }: RunResult): LoadtestError | undefined {
  if (failure) return toError(failure);
  return end.by === 'schedule' ? undefined : new LoadtestError('WORKER_FAILED', end.message ?? end.by);
}

async function prepareProbe(ctx: Context, { config }: LoadedConfig, directory: string): Promise<PreparedRun> {
  const file = join(directory, 'probe.js');
  await writeFile(file, script);
  const k6 = await provideK6(ctx, { offline: config.k6.offline, onProgress: () => undefined });
  const request = { scenario: 'probe', file, k6: k6.path, variables: {} };
  const bundled = await bundleScenario(ctx, request);
  const { plan, shares, warnings } = planRun({
    runId: createRunId(ctx, 'probe'),
    createdAt: new Date(ctx.now()).toISOString(),
    file,
    bundle: bundled.bundle,
    load: { shortcuts: {} },
    tags: {},
    thresholds: {},
    serverThresholds: [],
    workers: 1,
    backend: 'k8s',
    lostWorkerPolicy: 'abort',
    observers: [],
    guard: await guardOf(ctx, config, {}),
    envNames: [],
    k6Args: [],
    versions: { ...readVersions(), k6: k6.version },
  });
  return {
    ...{ plan, shares, warnings, k6 },
    archive: await archiveForRun(ctx, request, bundled, plan.options),
    sourceRoot: bundled.bundle.root,
    variables: {},
    isExample: false,
  };
}
