import type { ChildProcess } from 'node:child_process';
import type { Context } from '../core/context.ts';

export interface ProcessOptions {
  /** Default: the context's. */
  readonly cwd?: string;
  /** The whole environment of the program; default: the context's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to stdin, which is closed afterwards; without it stdin is empty. */
  readonly input?: string | Uint8Array;
  /** Without it the program may take as long as it likes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** How much of stdout and of stderr is kept, each: the last bytes. Default 64 MiB. */
  readonly maxOutputBytes?: number;
}

export interface ProcessOutcome {
  /** `null` when a signal ended the program or it never started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Why the program did not come to its own end: there is no such executable, or it was ended from here. */
  readonly failure?: 'not-found' | 'timeout' | 'aborted';
}

const defaultMaxOutputBytes = 64 * 1024 * 1024;
const killAfterMs = 2_000;
const notExecutable = new Set<unknown>(['ENOENT', 'EACCES', 'ENOTDIR']);

/**
 * The outcome of a program that has run to its end. A non-zero exit, a missing executable, a timeout and an abort are
 * values; the last two send SIGTERM, and SIGKILL 2 s later. Rejects only if the system cannot start any process.
 */
export function runToEnd(
  ctx: Context,
  file: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessOutcome> {
  const maxBytes = options.maxOutputBytes ?? defaultMaxOutputBytes;
  const stdout = new Tail(maxBytes);
  const stderr = new Tail(maxBytes);
  const outcome = (
    exitCode: number | null,
    signal: NodeJS.Signals | null,
    failure?: ProcessOutcome['failure'],
  ): ProcessOutcome => ({
    exitCode,
    signal,
    stdout: stdout.bytes(),
    stderr: stderr.bytes().toString('utf8'),
    ...(failure && { failure }),
  });
  if (options.signal?.aborted) return Promise.resolve(outcome(null, null, 'aborted'));

  return new Promise((resolve, reject) => {
    const onStartError = (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (notExecutable.has(code)) resolve(outcome(null, null, 'not-found'));
      else reject(error);
    };
    const child = spawnOrCatch(ctx, file, args, options, onStartError);
    if (child === undefined) return;
    const ending = endEarly(child, options);
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program may end without having read its input; that is told by its exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
    child.on('error', (error) => {
      ending.clear();
      onStartError(error);
    });
    child.on('close', (exitCode, signal) => {
      ending.clear();
      resolve(outcome(exitCode, signal, ending.reason()));
    });
  });
}

/** Node reports a missing file by an event, but a path that leads through a file by throwing. */
function spawnOrCatch(
  ctx: Context,
  file: string,
  args: readonly string[],
  options: ProcessOptions,
  onError: (error: unknown) => void,
): ChildProcess | undefined {
  try {
    return ctx.spawn(file, args, {
      cwd: options.cwd ?? ctx.cwd,
      env: { ...(options.env ?? ctx.env) },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    onError(error);
    return undefined;
  }
}

/** Ends the child on the timeout or the abort signal, whichever is first. */
function endEarly(child: ChildProcess, { timeoutMs, signal }: ProcessOptions) {
  let reason: 'timeout' | 'aborted' | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const end = (why: 'timeout' | 'aborted') => {
    reason ??= why;
    child.kill('SIGTERM');
    killTimer ??= setTimeout(() => {
      child.kill('SIGKILL');
      // A grandchild may still hold the pipes; without this `close` would wait for it.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, killAfterMs);
  };
  const onAbort = () => end('aborted');
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    reason: () => reason,
    clear() {
      clearTimeout(timer);
      clearTimeout(killTimer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** The last `maxBytes` of a stream. */
class Tail {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= 2 * this.#maxBytes) return;
    const tail = this.bytes();
    this.#chunks = [tail];
    this.#size = tail.length;
  }

  bytes(): Buffer {
    const all = Buffer.concat(this.#chunks);
    return all.length > this.#maxBytes ? all.subarray(all.length - this.#maxBytes) : all;
  }
}
