import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { isGroupAlive, signalGroup } from './process-group.ts';
import { shellOf } from './shell-of.ts';

/**
 * Runs one shell command in a process group of its own and sees to it that nothing of the group outlives the command,
 * nor the process that asked for it, for whatever reason that one ends. It tells that process the command's pid, and
 * ends with the command's exit code, or with 128 and the number of the signal that ended it.
 */
const leaveMs = 5_000;
const pollMs = 20;
const { file, args } = shellOf(process.argv[2] ?? '');
const child = spawn(file, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
let isLeaving = false;

child.once('error', () => {
  process.exitCode = 127;
  void leave();
});
child.once('close', (exitCode, signal) => {
  process.exitCode = exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  void leave();
});
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void leave());
process.on('disconnect', () => void leave());
process.send?.({ pid: child.pid });

/** Asks the group to end and waits for it; what is left after that is killed. */
async function leave(): Promise<void> {
  if (isLeaving) return;
  isLeaving = true;
  signalGroup(child.pid, 'SIGTERM');
  const deadlineMs = performance.now() + leaveMs;
  while (isGroupAlive(child.pid) && performance.now() < deadlineMs) await delay(pollMs);
  signalGroup(child.pid, 'SIGKILL');
  if (process.connected) process.disconnect();
}
