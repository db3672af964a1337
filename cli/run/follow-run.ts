import type { ActiveRun } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import type { Results } from '../results.ts';
import type { LiveView } from '../screen/live-view.ts';
import type { Screen } from '../screen/screen.ts';

export interface Audience {
  readonly view: LiveView;
  readonly screen: Screen;
  readonly json: boolean;
}

/** Shows a run until its result is there, and concludes it. */
export async function followRun(
  ctx: Context,
  run: ActiveRun,
  results: Results,
  { view, screen, json }: Audience,
): Promise<ExitCode> {
  run.onLive(view.show);
  const release = stopOnSignal(ctx, run, view);
  try {
    const [result, { conclude }] = await Promise.all([run.result, import('./conclude.ts')]);
    view.end();
    return await conclude(ctx, results, result, { screen, json });
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
