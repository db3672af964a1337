import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';
import type { Context } from '../../core/context.ts';
import { entryPoint } from './entry-point.ts';
import { signalGroup } from './process-group.ts';

/** A shell command under a guardian, which ends it and all that it started when this process ends. */
export interface Guarded {
  /** Of the command's shell; `undefined` if none was started. */
  readonly pid: Promise<number | undefined>;
  /** Resolves when nothing of it is left, with its exit code. */
  readonly ended: Promise<number | null>;
  /** Whether it has ended. */
  hasEnded(): boolean;
  /** The last of what it said so far, on both streams in the order in which it came. */
  output(): string;
  /** Asks it to end, with all that it started, and ends by force what does not; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface GuardedOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly maxOutputBytes: number;
}

/** Longer than the guardian itself waits before it kills. */
const leaveMs = 7_000;
const pidSchema = z.object({ pid: z.int().optional() });

/** Starts a shell command whose processes never outlive this one, nor the command itself. */
export function startGuarded(
  ctx: Context,
  command: string,
  { cwd, env, maxOutputBytes }: GuardedOptions,
): Guarded {
  const { file, args } = entryPoint(new URL('./guardian', import.meta.url));
  const child = ctx.spawn(file, [...args, command], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = followOutput(child, cwd, maxOutputBytes);
  const ended = untilEnded(child);
  const pid = new Promise<number | undefined>((resolve) => {
    child.once('message', (message) => resolve(pidSchema.parse(message).pid));
    void ended.then(() => resolve(undefined));
  });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    pid,
    ended,
    hasEnded: () => hasEnded,
    output,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), leaveMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function untilEnded(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
}

/** The last bytes of both streams. */
function followOutput(child: ChildProcess, cwd: string, maxBytes: number): () => string {
  let tail = Buffer.alloc(0);
  const add = (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-maxBytes);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  child.once('error', ({ message }) => add(Buffer.from(`it could not be started in ${cwd}: ${message}`)));
  return () => tail.toString('utf8').trim();
}
