import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { ActiveRun } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import { type ExitCode, exitCode } from '../../core/exit-code.ts';
import type { MetricSource } from '../../core/metric-source.ts';
import type { RunResult } from '../../core/records/index.ts';
import { formats } from '../../reports/formats.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import { k6Environment, scrubbedNames } from '../../runner/k6-environment.ts';
import { startLocalRun } from '../../runner/local/backend.ts';
import { type RunningTarget, startSampleApi, startTarget } from '../../runner/local/target.ts';
import { processSource } from '../../runner/observe/process.ts';
import { createSource } from '../../runner/observe/registry.ts';
import { openStore, type RunStore } from '../../runner/store/run-store.ts';
import type { Input } from '../command.ts';
import { type LoadedConfig, loadConfig } from '../config/config.ts';
import { explain } from '../config/explain.ts';
import { type Results, readReport } from '../results.ts';
import { createLiveView, type LiveView } from '../screen/live-view.ts';
import type { Screen } from '../screen/screen.ts';
import { toError } from './failure.ts';
import { noteOf } from './log-notes.ts';
import type { runOptions } from './options.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';

type RunInput = Input<{ readonly scenario: { readonly fallback: string } }, typeof runOptions>;

/** `loadtest run`: from the scenario's name to its report. */
export async function runScenario(ctx: Context, input: RunInput): Promise<ExitCode> {
  const { options, screen, global } = input;
  const loaded = await loadConfig(ctx, {
    file: global.config,
    profile: options.profile,
    layers: input.layers,
  });
  if (options.explain) {
    screen.print(explain(loaded));
    return exitCode.ok;
  }
  const prepared = await prepareRun(ctx, {
    scenario: input.args.scenario,
    options,
    passThrough: input.passThrough,
    loaded,
    onProgress: screen.say,
  });
  for (const warning of prepared.warnings) screen.say(`warning: ${warning}`);
  const scrubbed = scrubbedNames(ctx.env);
  if (scrubbed.length > 0) screen.say(`kept away from k6: ${scrubbed.join(', ')}`);
  if (options.dryRun) {
    screen.printJson(prepared.plan);
    return exitCode.ok;
  }
  const store = openStore(resolve(loaded.root, loaded.config.resultsDir));
  const view = createLiveView(ctx, screen);
  const run = start(ctx, { prepared, loaded, store, view, readyMs: options.readyTimeout });
  run.onLive(view.show);
  const release = stopOnSignal(ctx, run, view);
  try {
    const result = await run.result;
    view.end();
    return await conclude(ctx, { store, config: loaded.config }, result, { screen, json: global.json });
  } finally {
    view.end();
    release();
  }
}

interface StartRequest {
  readonly prepared: PreparedRun;
  readonly loaded: LoadedConfig;
  readonly store: RunStore;
  readonly view: LiveView;
  readonly readyMs: number | undefined;
}

function start(ctx: Context, { prepared, loaded, store, view, readyMs }: StartRequest): ActiveRun {
  const { config, root } = loaded;
  const { plan, variables } = prepared;
  const inRoot = <T extends { readonly cwd?: string | undefined }>(command: T) => ({
    ...command,
    cwd: resolve(root, command.cwd ?? '.'),
  });
  return startLocalRun(ctx, {
    plan,
    archive: prepared.archive,
    sourceRoot: prepared.sourceRoot,
    k6: prepared.k6.path,
    store,
    prepare: config.prepare.map(inRoot),
    cleanup: config.cleanup.map(inRoot),
    ...(readyMs !== undefined && { deadlines: { readyMs } }),
    async startTarget(signal) {
      if (config.target) return startTarget(ctx, inRoot(config.target), signal);
      return prepared.isExample && variables.TARGET_URL === undefined && ctx.env.TARGET_URL === undefined
        ? startSampleApi(ctx)
        : undefined;
    },
    sources: (target) => [
      ...observed(ctx, target),
      ...config.observers.map((observer) => createSource(ctx, observer)),
    ],
    k6Environment: (target) =>
      k6Environment({ ...ctx.env, ...(target && { TARGET_URL: target.url }) }, variables),
    onLog(worker, line) {
      const note = noteOf(line, prepared.sourceRoot, ctx.cwd);
      if (note !== undefined) view.note(plan.workers > 1 ? `[${worker}] ${note}` : note);
    },
  });
}

/** What was started for the run is observed without being asked for. */
function observed(ctx: Context, target: RunningTarget | undefined): MetricSource[] {
  return target?.pid === undefined ? [] : [processSource(ctx, { pid: target.pid, name: target.name })];
}

/** The first interrupt stops the load and lets the run report; the second ends everything. */
function stopOnSignal(ctx: Context, run: ActiveRun, view: LiveView): () => void {
  let interrupts = 0;
  return ctx.onSignal((signal) => {
    interrupts += 1;
    if (interrupts === 1) {
      view.note(`${signal}: stopping the load, then reporting; once more ends everything`);
      run.stop(signal);
    } else {
      view.note(`${signal}: ending everything`);
      run.kill();
    }
  });
}

async function conclude(
  ctx: Context,
  results: Results,
  result: RunResult,
  { screen, json }: { readonly screen: Screen; readonly json: boolean },
): Promise<ExitCode> {
  const model = await readReport(results, result.runId);
  const report = join(results.store.directory(result.runId), `report.${formats.html.extension}`);
  await writeFile(report, formats.html.render(model));
  if (json) screen.printJson(result);
  else screen.print(renderTerminal(model, screen.paint));
  screen.say(`report: ${relative(ctx.cwd, report)}`);
  if (result.failure) throw toError(result.failure);
  return result.exitCode as ExitCode;
}
