import { dirname, relative, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { RunPlan } from '../../core/records/index.ts';
import { archiveForRun, type BundleRequest, bundleScenario } from '../../runner/bundle/bundle.ts';
import { type K6Binary, provideK6 } from '../../runner/k6/provide.ts';
import { checkVariables } from '../../runner/k6-environment.ts';
import { checkK6Args } from '../../runner/plan/k6-args.ts';
import { planRun } from '../../runner/plan/plan-run.ts';
import type { LoadedConfig } from '../config/config.ts';
import { guardOf } from '../guard.ts';
import { examplesDirectory, findScenario } from '../scenario-files.ts';
import { serverThresholdsOf } from '../server-thresholds.ts';
import { readVersions } from '../version.ts';
import { loadLayersOf, type RunOptions } from './load-layers.ts';
import { createRunId } from './run-id.ts';

export interface PrepareRequest {
  readonly scenario: string;
  readonly options: RunOptions;
  readonly passThrough: readonly string[];
  readonly loaded: LoadedConfig;
  readonly onProgress: (line: string) => void;
}

/** Everything that a run needs before anything of it starts. */
export interface PreparedRun {
  readonly plan: RunPlan;
  readonly shares: readonly string[];
  readonly warnings: readonly string[];
  readonly archive: Uint8Array;
  readonly sourceRoot: string;
  readonly k6: K6Binary;
  /** Variables of the configuration and the command line, by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the scenario is one of the bundled examples, which load the sample API. */
  readonly isExample: boolean;
}

/** Bundles the scenario, plans the run and has k6 check it; throws whatever speaks against it. */
export async function prepareRun(ctx: Context, request: PrepareRequest): Promise<PreparedRun> {
  const { options, loaded, passThrough } = request;
  const { config } = loaded;
  const variables = { ...config.env, ...Object.fromEntries(options.env) };
  checkVariables(variables);
  checkK6Args(passThrough);
  const examples = examplesDirectory();
  const scenario = findScenario(request.scenario, ctx.cwd, [
    resolve(loaded.root, config.scenarios),
    examples,
  ]);
  const { allowProduction, environment, reason } = options;
  const providing = provideK6(ctx, { offline: config.k6.offline, onProgress: request.onProgress });
  const bundling: BundleRequest = {
    scenario: scenario.name,
    file: scenario.file,
    k6: providing.then(({ path }) => path),
    variables,
  };
  const [guard, k6, bundled] = await Promise.all([
    guardOf(ctx, config, { allowProduction, environment, reason }),
    providing,
    bundleScenario(ctx, bundling),
  ]);
  const { plan, shares, warnings } = planRun({
    runId: createRunId(ctx, scenario.name),
    createdAt: new Date(ctx.now()).toISOString(),
    file: relative(loaded.root, scenario.file),
    bundle: bundled.bundle,
    load: loadLayersOf(options, loaded),
    tags: { ...config.tags, ...Object.fromEntries(options.tag) },
    thresholds: config.thresholds,
    serverThresholds: serverThresholdsOf(config),
    workers: config.workers,
    backend: options.on ?? 'local',
    lostWorkerPolicy: config.lostWorker,
    observers: config.observers.map(({ type }) => type),
    guard,
    envNames: Object.keys(variables).sort(),
    k6Args: passThrough,
    versions: { ...readVersions(), k6: k6.version },
  });
  return {
    plan,
    shares,
    warnings,
    archive: await archiveForRun(ctx, bundling, bundled, plan.options),
    sourceRoot: bundled.bundle.root,
    k6,
    variables,
    isExample: dirname(scenario.file) === examples,
  };
}
