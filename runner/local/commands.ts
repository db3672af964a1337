import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { CommandLog } from '../../core/records/index.ts';
import { runCommand, type ShellCommand } from './shell.ts';

/** Runs the commands before a load until one fails, and adds to the logs. Throws `PREPARE_FAILED` or `INTERRUPTED`. */
export async function prepare(
  ctx: Context,
  commands: readonly ShellCommand[],
  signal: AbortSignal,
  logs: CommandLog[],
): Promise<void> {
  for (const command of commands) {
    const log = await runCommand(ctx, 'prepare', command, ctx.env, signal);
    logs.push(log);
    if (signal.aborted) throw new LoadtestError('INTERRUPTED', 'interrupted during prepare');
    const failure = prepareFailure(log);
    if (failure) throw failure;
  }
}

/** Runs every clean-up command, whatever became of the run and of the one before, and adds to the logs. */
export async function cleanUp(
  ctx: Context,
  commands: readonly ShellCommand[],
  signal: AbortSignal,
  logs: CommandLog[],
): Promise<void> {
  for (const command of commands) logs.push(await runCommand(ctx, 'cleanup', command, ctx.env, signal));
}

/** Why a run may not go on after something that was to prepare it: `PREPARE_FAILED` if that failed. */
export function prepareFailure({ command, exitCode, output }: CommandLog): LoadtestError | undefined {
  if (exitCode === 0) return undefined;
  const how = exitCode === null ? 'did not come to its end' : `failed with exit code ${exitCode}`;
  return new LoadtestError('PREPARE_FAILED', `prepare ${how}: ${command}`, {
    hint: `no load was sent; the command said: ${output || 'nothing'}`,
  });
}
