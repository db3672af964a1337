import { dirname, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { formatDuration } from '../../core/duration.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { GuardDecision, RunPlan } from '../../core/records/index.ts';
import { plural } from '../../reports/quantity-text.ts';
import { archiveForRun, bundleScenario } from '../../runner/bundle/bundle.ts';
import { provideK6 } from '../../runner/k6/provide.ts';
import { planRun } from '../../runner/plan/plan-run.ts';
import { type LoadedConfig, loadConfig } from '../config/config.ts';
import type { Layer } from '../config/layer.ts';
import { guardOf } from '../guard.ts';
import { examplesDirectory, findScenario, listScenarios, type ScenarioFile } from '../scenario-files.ts';
import { serverThresholdsOf } from '../server-thresholds.ts';
import { readVersions } from '../version.ts';
import { checkTypes } from './types.ts';

export interface CheckRequest {
  /** A name or file; `undefined` means every scenario of the directory. */
  readonly scenario: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly environment: string | undefined;
  readonly configFile: string | undefined;
  readonly layers: readonly Layer[];
  readonly onProgress: (line: string) => void;
}

export interface Checked {
  /** Why the types were not checked; `null` if they were. */
  readonly typesSkipped: string | null;
  readonly scenarios: readonly {
    readonly scenario: string;
    readonly file: string;
    readonly summary: string;
  }[];
}

/** Does everything that a run does before its load; throws the first failure as the run would. */
export async function checkScenarios(ctx: Context, request: CheckRequest): Promise<Checked> {
  const loaded = await loadConfig(ctx, { file: request.configFile, layers: request.layers });
  const directory = resolve(loaded.root, loaded.config.scenarios);
  const files =
    request.scenario === undefined
      ? listScenarios(directory)
      : [findScenario(request.scenario, ctx.cwd, [directory, examplesDirectory()])];
  const [first] = files;
  if (first === undefined) throw noScenario(directory);
  const types = await checkTypes(
    ctx,
    files.map(({ file }) => file),
    dirname(first.file),
  );
  if (types.skipped !== undefined) request.onProgress(`types not checked: ${types.skipped}`);
  const guard = await guardOf(ctx, loaded.config, { environment: request.environment });
  const { offline } = loaded.config.k6;
  const k6 = await provideK6(ctx, { offline, onProgress: request.onProgress });
  const scenarios = [];
  for (const scenario of files) {
    const plan = await planOf(ctx, scenario, { loaded, guard, k6, variables: request.variables });
    scenarios.push({ scenario: scenario.name, file: scenario.file, summary: summaryOf(plan) });
  }
  return { typesSkipped: types.skipped ?? null, scenarios };
}

function noScenario(directory: string): LoadtestError {
  return new LoadtestError('SCENARIO_NOT_FOUND', `there is no scenario in ${directory}`, {
    hint: 'run "loadtest init" to get a first one',
  });
}

interface PlanContext {
  readonly loaded: LoadedConfig;
  readonly guard: GuardDecision;
  readonly k6: { readonly path: string; readonly version: string };
  readonly variables: Readonly<Record<string, string>>;
}

/** The plan that a run without flags would follow. */
async function planOf(
  ctx: Context,
  { name, file }: ScenarioFile,
  { loaded, guard, k6, variables }: PlanContext,
) {
  const { config } = loaded;
  const target = config.target && { TARGET_URL: config.target.url };
  const bundling = {
    scenario: name,
    file,
    k6: k6.path,
    variables: { ...target, ...config.env, ...variables },
  };
  const bundled = await bundleScenario(ctx, bundling);
  const { plan } = planRun({
    runId: 'check',
    createdAt: new Date(ctx.now()).toISOString(),
    file,
    bundle: bundled.bundle,
    load: { shortcuts: {} },
    tags: config.tags,
    thresholds: config.thresholds,
    serverThresholds: serverThresholdsOf(config),
    workers: config.workers,
    backend: 'local',
    lostWorkerPolicy: config.lostWorker,
    observers: config.observers.map(({ type }) => type),
    guard,
    envNames: Object.keys(variables),
    k6Args: [],
    versions: { ...readVersions(), k6: k6.version },
  });
  await archiveForRun(ctx, bundling, bundled, plan.options);
  return plan;
}

function summaryOf({ loadModel, maxDurationMs, thresholds, serverThresholds = [], guard }: RunPlan): string {
  const count = thresholds.length + serverThresholds.length;
  return `${loadModel} model, at most ${formatDuration(maxDurationMs)}, ${plural(count, 'threshold')}, environment "${guard.environment}"`;
}
