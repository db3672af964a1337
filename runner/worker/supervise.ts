import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Context } from '../../core/context.ts';
import type { Heartbeat } from '../coordinator/protocol.ts';
import { digestOf } from '../digest.ts';
import { readCgroup } from '../observe/cgroup.ts';
import { readUsage } from '../observe/usage.ts';
import { type CoordinatorClient, connectCoordinator } from './coordinator-client.ts';
import { feedEnvironment } from './feed-environment.ts';
import { K6Log } from './k6-log.ts';
import type { WorkerSettings } from './settings.ts';

/** How long k6 may take to flush and leave once it is told to. */
const leaveMs = 15_000;

type WorkerContext = Pick<Context, 'env' | 'sleep' | 'spawn'>;

/**
 * Runs one k6 from registration to exit report: registers, fetches the archive and verifies it, starts k6, sends
 * heartbeats, and interrupts k6 on release or as soon as the coordinator is lost or `abandoned` is aborted.
 */
export async function supervise(
  ctx: WorkerContext,
  settings: WorkerSettings,
  abandoned: AbortSignal,
  passOn: (logLine: string) => void,
): Promise<void> {
  const coordinator = connectCoordinator(settings.coordinator, settings.token, settings.index);
  const address = `127.0.0.1:${await freePort()}`;
  const { archiveDigest, k6Args, heartbeatMs } = await coordinator.register({ address, host: 'localhost' });
  const archive = await fetchArchive(coordinator, archiveDigest, settings);
  const log = new K6Log(passOn);
  const k6 = ctx.spawn(settings.k6, ['run', ...k6Args, '--address', address, archive], {
    cwd: settings.cwd,
    env: { ...ctx.env, ...feedEnvironment(settings) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = endOf(k6, log);
  const state = (): Heartbeat => stateOf(k6, log);
  const leaveOnce = once(() => leave(ctx, k6, ended.signal));
  if (abandoned.aborted) leaveOnce();
  abandoned.addEventListener('abort', leaveOnce, { once: true });
  beat(ctx, coordinator, state, heartbeatMs, ended.signal).catch(leaveOnce);
  untilReleased(coordinator, ended.signal).then(leaveOnce, leaveOnce);
  const { exitCode, signal } = await ended.outcome;
  await coordinator.exit({ ...state(), exitCode, signal, logTail: log.tail });
}

async function fetchArchive(
  coordinator: CoordinatorClient,
  digest: string,
  settings: WorkerSettings,
): Promise<string> {
  const bytes = await coordinator.archive();
  const received = digestOf(bytes);
  if (received !== digest) throw new Error(`the archive has digest ${received}, expected ${digest}`);
  const path = join(settings.directory, `worker-${settings.index}.tar`);
  await writeFile(path, bytes);
  return path;
}

function stateOf(k6: ChildProcess, log: K6Log): Heartbeat {
  const pid = k6.pid;
  const usage = pid === undefined ? undefined : readUsage(pid);
  const { cpuLimitCores, periods, throttledPeriods } = readCgroup();
  return {
    ...(pid !== undefined && { pid }),
    ...(usage && {
      usage: {
        ...usage,
        ...(cpuLimitCores !== undefined && { cpuLimitCores }),
        ...(periods !== undefined && { periods }),
        ...(throttledPeriods !== undefined && { throttledPeriods }),
      },
    }),
    exceptions: log.exceptions,
  };
}

interface Ended {
  readonly signal: AbortSignal;
  readonly outcome: Promise<{ exitCode: number | null; signal: string | null }>;
}

function endOf(k6: ChildProcess, log: K6Log): Ended {
  const ended = new AbortController();
  if (k6.stderr) createInterface({ input: k6.stderr }).on('line', (line) => log.add(line));
  const outcome = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    k6.once('error', (error) => {
      log.add(error.message);
      resolve({ exitCode: null, signal: null });
    });
    k6.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  }).finally(() => ended.abort());
  return { signal: ended.signal, outcome };
}

async function beat(
  ctx: WorkerContext,
  coordinator: CoordinatorClient,
  state: () => Heartbeat,
  heartbeatMs: number,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await coordinator.heartbeat(state());
    await ctx.sleep(heartbeatMs, ended);
  }
}

async function untilReleased(coordinator: CoordinatorClient, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const { command } = await coordinator.command();
    if (command === 'release') return;
  }
}

function once(act: () => Promise<void>): () => void {
  let done = false;
  return () => {
    if (!done) void act();
    done = true;
  };
}

/** Tells k6 to flush and leave; a k6 that does not is killed. */
async function leave(ctx: WorkerContext, k6: ChildProcess, ended: AbortSignal): Promise<void> {
  k6.kill('SIGINT');
  await ctx.sleep(leaveMs, ended);
  if (!ended.aborted) k6.kill('SIGKILL');
}

/** A port that is free now; k6 names no port of its own choice. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
