import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../core/errors.ts';
import { readSettings, workerSettingsVariable } from './settings.ts';
import { supervise } from './supervise.ts';

/**
 * The supervisor of one local worker, a process of its own. It ends k6 and itself when standard input closes, which
 * the system does for it when the parent is gone for whatever reason.
 */
const { [workerSettingsVariable]: settings, ...env } = process.env;
const abandoned = new AbortController();
process.stdin.on('close', () => abandoned.abort()).resume();
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => abandoned.abort());
process.stdout.on('error', () => abandoned.abort());

const supervised = supervise(
  {
    env,
    monotonicMs: () => performance.now(),
    sleep: (durationMs, signal) => delay(durationMs, undefined, signal && { signal }).catch(() => undefined),
    spawn: (file, args, options) => spawn(file, [...args], options),
  },
  readSettings(settings),
  abandoned.signal,
  (line) => process.stdout.write(`${line}\n`),
);
// The coordinator shows what a supervisor says last: a sentence, not a stack.
await supervised.catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
process.stdin.destroy();
