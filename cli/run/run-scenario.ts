import { resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { type ExitCode, exitCode } from '../../core/exit-code.ts';
import { scrubbedNames } from '../../runner/k6-environment.ts';
import { openStore } from '../../runner/store/run-store.ts';
import type { Input } from '../command.ts';
import { loadConfig } from '../config/config.ts';
import { explain } from '../config/explain.ts';
import { createLiveView } from '../screen/live-view.ts';
import { followRun } from './follow-run.ts';
import type { runOptions } from './options.ts';
import { type Place, places } from './places.ts';
import { prepareRun } from './prepare-run.ts';

type RunInput = Input<{ readonly scenario: { readonly fallback: string } }, typeof runOptions>;

async function loadPlace(name: keyof typeof places): Promise<Place> {
  const place = await places[name]();
  await place.warmUp?.();
  return place;
}

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
  // What the run itself needs is loaded while k6 and esbuild prepare it, and its report while it runs.
  const [prepared, place] = await Promise.all([
    prepareRun(ctx, {
      scenario: input.args.scenario,
      options,
      passThrough: input.passThrough,
      loaded,
      onProgress: screen.say,
    }),
    loadPlace(options.on ?? 'local'),
  ]);
  for (const share of prepared.shares) screen.say(share);
  for (const warning of prepared.warnings) screen.say(`warning: ${warning}`);
  const scrubbed = scrubbedNames(ctx.env);
  if (scrubbed.length > 0) screen.say(`kept away from k6: ${scrubbed.join(', ')}`);
  const request = { prepared, loaded, readyMs: options.readyTimeout };
  if (options.dryRun) {
    if (place.preview && !global.json) screen.print(await place.preview(ctx, request));
    else screen.printJson(prepared.plan);
    return exitCode.ok;
  }
  const store = openStore(resolve(loaded.root, loaded.config.resultsDir));
  const view = createLiveView(ctx, screen);
  if (options.detach) {
    if (!place.detachRun)
      throw new LoadtestError('USAGE', '--detach needs a place that outlives the command: --on k8s');
    const kept = await place.detachRun(ctx, { ...request, store, view });
    view.end();
    const { runId } = prepared.plan;
    screen.say(`the run goes on; "loadtest runs attach ${runId}" brings its result`);
    screen.say(kept);
    if (global.json) screen.printJson({ runId });
    else screen.print(runId);
    return exitCode.ok;
  }
  const run = await place.startRun(ctx, { ...request, store, view });
  return followRun(ctx, run, { store, ...loaded }, { view, screen, json: global.json });
}
