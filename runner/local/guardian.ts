import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { signalGroup } from './process-group.ts';
import { shellOf } from './shell.ts';

/**
 * Runs one shell command and sees to it that the command and all that it starts end with the process that asked for
 * it, for whatever reason that one ends. It tells that process the command's pid.
 */
const leaveMs = 5_000;
const { file, args } = shellOf(process.argv[2] ?? '');
const child = spawn(file, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });

child.once('error', () => {
  process.exitCode = 127;
  process.disconnect?.();
});
child.once('close', (exitCode) => {
  process.exitCode = exitCode ?? 1;
  if (process.connected) process.disconnect();
});
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
process.send?.({ pid: child.pid });

async function stop(): Promise<void> {
  signalGroup(child.pid, 'SIGTERM');
  await delay(leaveMs, undefined, { ref: child.exitCode === null });
  signalGroup(child.pid, 'SIGKILL');
}
