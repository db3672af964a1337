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

/** A coordinator that has not answered for this long is lost, and k6 has this long to leave then. */
const lostMs = 8_000;
const leaveLostMs = 5_000;

const retryMs = 200;

type WorkerContext = Pick<Context, 'env' | 'monotonicMs' | 'sleep' | 'spawn'>;

/**
 * Runs one k6 from registration to exit report: registers, fetches the archive and verifies it, starts k6, sends
 * heartbeats, and interrupts k6 on release or when the coordinator is lost or `abandoned` is aborted. Rejects if the
 * coordinator refuses the worker or cannot be told of k6's end.
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
  if (archive === undefined) {
    const logTail = `the archive has another digest than ${archiveDigest}`;
    return coordinator.exit({ exceptions: {}, exitCode: null, signal: null, logTail });
  }
  const log = new K6Log(passOn);
  const k6 = ctx.spawn(settings.k6, ['run', ...k6Args, '--address', address, archive], {
    cwd: settings.cwd,
    env: { ...ctx.env, ...feedEnvironment(settings) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = endOf(k6, log);
  const state = (): Heartbeat => stateOf(k6, log);
  const leave = leaver(ctx, k6, ended.signal);
  if (abandoned.aborted) void leave(leaveMs);
  abandoned.addEventListener('abort', () => void leave(leaveMs), { once: true });
  void beat(ctx, coordinator, state, heartbeatMs, ended.signal).then(() => leave(leaveLostMs));
  void untilReleased(ctx, coordinator, ended.signal).then(() => leave(leaveMs));
  const { exitCode, signal } = await ended.outcome;
  await coordinator.exit({ ...state(), exitCode, signal, logTail: log.tail }).finally(coordinator.close);
}

/** The path of the archive; `undefined` if what came is another one. */
async function fetchArchive(
  coordinator: CoordinatorClient,
  digest: string,
  settings: WorkerSettings,
): Promise<string | undefined> {
  const bytes = await coordinator.archive();
  if (digestOf(bytes) !== digest) return undefined;
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

/** Sends heartbeats until k6 has ended or the coordinator is lost; a single one may fail. */
async function beat(
  ctx: WorkerContext,
  coordinator: CoordinatorClient,
  state: () => Heartbeat,
  heartbeatMs: number,
  ended: AbortSignal,
): Promise<void> {
  let heardMs = ctx.monotonicMs();
  while (!ended.aborted && ctx.monotonicMs() - heardMs < lostMs) {
    const answered = await coordinator.heartbeat(state()).then(
      () => true,
      () => false,
    );
    if (answered) heardMs = ctx.monotonicMs();
    await ctx.sleep(heartbeatMs, ended);
  }
}

/** Resolves when the coordinator lets the worker go, or k6 has ended. */
async function untilReleased(
  ctx: WorkerContext,
  coordinator: CoordinatorClient,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    const command = await coordinator.command().catch(() => undefined);
    if (command?.command === 'release') return;
    if (!command) await ctx.sleep(retryMs, ended);
  }
}

/**
 * Tells k6 to flush and leave, and kills it if it has not within the given time. It is told once, whatever the number
 * of reasons: at the second interrupt k6 leaves without flushing.
 */
function leaver(ctx: WorkerContext, k6: ChildProcess, ended: AbortSignal) {
  let isTold = false;
  return async (durationMs: number): Promise<void> => {
    if (ended.aborted) return;
    if (!isTold) k6.kill('SIGINT');
    isTold = true;
    await ctx.sleep(durationMs, ended);
    if (!ended.aborted) k6.kill('SIGKILL');
  };
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
