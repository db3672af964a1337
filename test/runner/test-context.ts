import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../core/context.ts';

/** A context on the real machine, in an empty directory of its own, that collects what goes to stderr. */
export function makeContext(
  overrides: Partial<Context> = {},
): Context & { readonly errorText: () => string } {
  let errorText = '';
  const sink = { write: () => undefined, flushed: () => Promise.resolve(), isTTY: false, columns: 80 };
  return {
    stdout: sink,
    stderr: {
      ...sink,
      write: (text) => {
        errorText += text;
      },
    },
    env: { PATH: process.env.PATH },
    cwd: realpathSync(mkdtempSync(join(tmpdir(), 'loadtest-'))),
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep: (durationMs, signal) => delay(durationMs, undefined, signal && { signal }).catch(() => undefined),
    random: () => 0,
    onSignal: () => () => undefined,
    spawn: (file, args, options) => spawn(file, [...args], options),
    ...overrides,
    errorText: () => errorText,
  };
}
