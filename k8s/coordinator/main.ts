import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Output } from '../../core/context.ts';
import { coordinateInPod } from './coordinate-in-pod.ts';
import { coordinatorSettingsSchema, coordinatorVariables } from './settings.ts';

/** The program of the coordinator's pod. It ends with 0 when the result was written, whatever stands in it. */
const { [coordinatorVariables.settingsFile]: settingsFile = '', [coordinatorVariables.token]: token = '' } =
  process.env;
const stop = new AbortController();
const end = new AbortController();
process.on('SIGTERM', () => {
  stop.abort('the coordinator was asked to end');
  end.abort();
});

const streamOf = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => void stream.write(text),
  flushed: () => Promise.resolve(),
  isTTY: false,
  columns: 80,
});

const ctx: Context = {
  stdout: streamOf(process.stdout),
  stderr: streamOf(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (durationMs, signal) => delay(durationMs, undefined, signal && { signal }).catch(() => undefined),
  random: () => Math.random(),
  onSignal: () => () => undefined,
  spawn: (file, args, options) => spawn(file, [...args], options),
};

await coordinateInPod(ctx, {
  settings: coordinatorSettingsSchema.parse(JSON.parse(readFileSync(settingsFile, 'utf8'))),
  token,
  generator: {
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `kubernetes ${platform()} ${arch()}`,
    busyShare: undefined,
  },
  stop,
  end: end.signal,
});
