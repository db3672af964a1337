import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { WriteStream } from 'node:tty';
import type { Context, Output } from '../core/context.ts';

/** The outside world as this process sees it. */
export function createContext(): Context {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep: (durationMs, signal) => delay(durationMs, undefined, signal && { signal }).catch(() => undefined),
    random: () => Math.random(),
    onSignal,
    spawn: (file, args, options) => spawn(file, [...args], options),
  };
}

function outputOf(stream: WriteStream): Output {
  let failure: NodeJS.ErrnoException | undefined;
  let written = Promise.resolve();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error;
  });
  return {
    write(text) {
      if (failure === undefined) written = new Promise((resolve) => stream.write(text, () => resolve()));
    },
    async flushed() {
      await written;
      // A reader that has seen enough (`loadtest runs list | head -1`) closes the pipe: that is no failure of ours.
      if (failure !== undefined && failure.code !== 'EPIPE') throw failure;
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

function onSignal(handler: (signal: 'SIGINT' | 'SIGTERM') => void): () => void {
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return () => {
    process.off('SIGINT', handler);
    process.off('SIGTERM', handler);
  };
}
