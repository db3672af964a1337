import type { Context } from '../../core/context.ts';
import type { CommandLog } from '../../core/records/index.ts';
import { runToEnd } from '../process.ts';

export interface ShellCommand {
  readonly command: string;
  readonly cwd?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

const keptOutputBytes = 64 * 1024;

/** The shell that runs a command of the configuration, and its arguments. */
export function shellOf(
  command: string,
  platform: NodeJS.Platform = process.platform,
): { file: string; args: string[] } {
  return platform === 'win32'
    ? { file: 'cmd.exe', args: ['/d', '/s', '/c', command] }
    : { file: '/bin/sh', args: ['-c', command] };
}

/** Runs one `prepare` or `cleanup` command to its end; a failure is a value. */
export async function runCommand(
  ctx: Context,
  stage: CommandLog['stage'],
  { command, cwd, timeoutMs }: ShellCommand,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<CommandLog> {
  const startedMs = ctx.monotonicMs();
  const { file, args } = shellOf(command);
  const outcome = await runToEnd(ctx, file, args, {
    env,
    maxOutputBytes: keptOutputBytes,
    ...(cwd !== undefined && { cwd }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(signal && { signal }),
  });
  const note = outcome.failure === 'timeout' ? `\n(ended after ${timeoutMs} ms)` : '';
  return {
    stage,
    command,
    exitCode: outcome.exitCode,
    durationMs: ctx.monotonicMs() - startedMs,
    output: `${outcome.stdout.toString('utf8')}${outcome.stderr}${note}`.trim(),
  };
}
