import { join, relative } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import type { RunResult } from '../../core/records/index.ts';
import { formats } from '../../reports/formats.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import { expiredRuns } from '../../runner/store/retention.ts';
import { writeWhole } from '../../runner/store/write-whole.ts';
import { type Results, reportOf } from '../results.ts';
import type { Screen } from '../screen/screen.ts';
import { toError } from './failure.ts';

/**
 * Says what came of a finished run, writes its report, removes the results that are past their time, and gives the
 * exit code; throws the run's failure. A run that failed before its load has no more to say than that.
 */
export async function conclude(
  ctx: Context,
  results: Results,
  result: RunResult,
  { screen, json }: { readonly screen: Screen; readonly json: boolean },
): Promise<ExitCode> {
  if (json) screen.printJson(result);
  const model = await reportOf(results, result);
  const isLoaded = result.failure === undefined || result.durationMs > 0;
  if (!json && isLoaded) screen.print(renderTerminal(model, screen.paint));
  const report = join(results.store.directory(result.runId), `report.${formats.html.extension}`);
  await writeWhole(report, formats.html.render(model));
  screen.say(`report: ${relative(ctx.cwd, report)}`);
  await removeExpired(ctx, results, result.runId, screen);
  if (result.failure) throw toError(result.failure);
  return result.exitCode as ExitCode;
}

async function removeExpired(
  ctx: Context,
  { store, config }: Results,
  justMade: string,
  screen: Screen,
): Promise<void> {
  if (config.retention === undefined) return;
  const expired = expiredRuns(await store.list(), config.retention, ctx.now());
  for (const { id } of expired.filter((run) => run.id !== justMade)) {
    await store.remove(id);
    screen.say(`removed ${id}, which is past the configured retention`);
  }
}
