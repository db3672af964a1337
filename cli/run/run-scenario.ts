import { resolve } from 'node:path';
import type { ActiveRun } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import { type ExitCode, exitCode } from '../../core/exit-code.ts';
import { scrubbedNames } from '../../runner/k6-environment.ts';
import { openStore } from '../../runner/store/run-store.ts';
import type { Input } from '../command.ts';
import { loadConfig } from '../config/config.ts';
import { explain } from '../config/explain.ts';
import { createLiveView, type LiveView } from '../screen/live-view.ts';
import type { runOptions } from './options.ts';
import { places } from './places.ts';
import { prepareRun } from './prepare-run.ts';

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
  // What the run itself needs is loaded while k6 and esbuild prepare it, and its report while it runs.
  const [prepared, place] = await Promise.all([
    prepareRun(ctx, {
      scenario: input.args.scenario,
      options,
      passThrough: input.passThrough,
      loaded,
      onProgress: screen.say,
    }),
    places[options.on ?? 'local'](),
  ]);
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
  const run = await place.startRun(ctx, { ...request, store, view });
  run.onLive(view.show);
  const release = stopOnSignal(ctx, run, view);
  try {
    const [result, { conclude }] = await Promise.all([run.result, import('./conclude.ts')]);
    view.end();
    return await conclude(ctx, { store, config: loaded.config }, result, { screen, json: global.json });
  } finally {
    view.end();
    release();
  }
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
