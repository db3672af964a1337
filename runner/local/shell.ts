import type { Context } from '../../core/context.ts';
import type { CommandLog } from '../../core/records/index.ts';
import { startGuarded } from './guarded.ts';

export interface ShellCommand {
  readonly command: string;
  readonly cwd?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

const keptOutputBytes = 64 * 1024;

/**
 * Runs one `prepare` or `cleanup` command to its end, or until its time is up or the signal is aborted, which ends
 * whatever it started too. A failure is a value; the exit code is `null` if the command did not come to its own end.
 */
export async function runCommand(
  ctx: Context,
  stage: CommandLog['stage'],
  { command, cwd, timeoutMs }: ShellCommand,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<CommandLog> {
  const startedMs = ctx.monotonicMs();
  const log = (exitCode: number | null, output: string): CommandLog => ({
    stage,
    command,
    exitCode,
    durationMs: ctx.monotonicMs() - startedMs,
    output,
  });
  if (signal?.aborted) return log(null, '(not started: interrupted)');
  const running = startGuarded(ctx, command, {
    cwd: cwd ?? ctx.cwd,
    env,
    maxOutputBytes: keptOutputBytes,
  });
  let ending: string | undefined;
  const end = (why: string) => {
    ending ??= why;
    void running.stop();
  };
  const onAbort = () => end('interrupted');
  const timer =
    timeoutMs === undefined ? undefined : setTimeout(() => end(`after ${timeoutMs} ms`), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  const exitCode = await running.ended;
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  if (ending === undefined) return log(exitCode, running.output());
  return log(null, `${running.output()}\n(ended: ${ending})`.trim());
}
