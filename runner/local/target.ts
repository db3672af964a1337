import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { entryPoint } from './entry-point.ts';
import { type Guarded, startGuarded } from './guarded.ts';
import { isListening, probe } from './probe.ts';
import { signalGroup } from './process-group.ts';

/** The system under test, as the configuration names it. */
export interface TargetConfig {
  readonly command?: string | undefined;
  readonly url: string;
  readonly readyTimeoutMs: number;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
}

/** A target that answers. */
export interface RunningTarget {
  /** Where it is: scenarios read it as `__ENV.TARGET_URL`. */
  readonly url: string;
  /** The process that was started for it, if one was. */
  readonly pid: number | undefined;
  readonly name: string;
  /** Resolves with the exit code when what was started has ended; never if nothing was. */
  readonly ended: Promise<number | null>;
  /** The last of what it said. */
  output(): string;
  /** Ends what was started, with everything that it started. */
  stop(): Promise<void>;
}

const pollMs = 50;
const leaveMs = 7_000;
const keptOutputBytes = 2_000;

/**
 * Starts the target if the configuration has a command for it, and waits until its URL answers. Throws `TARGET_DOWN`
 * before any load is sent, with what the command said.
 */
export async function startTarget(
  ctx: Context,
  target: TargetConfig,
  signal?: AbortSignal,
): Promise<RunningTarget> {
  if (target.command === undefined) {
    const reason = await probe(target.url);
    if (reason !== undefined) {
      throw new LoadtestError('TARGET_DOWN', `target ${target.url} is down: ${reason}`, {
        hint: 'start it, or let loadtest start it: target.command in the configuration',
      });
    }
    const { url } = target;
    const never = new Promise<never>(() => undefined);
    return {
      url,
      pid: undefined,
      name: 'target',
      ended: never,
      output: () => '',
      stop: async () => undefined,
    };
  }
  if (await isListening(target.url)) {
    throw new LoadtestError(
      'PORT_IN_USE',
      `something already listens at ${target.url}, where target.command would`,
      {
        hint: 'stop it, or leave target.command out to load what is there',
      },
    );
  }
  const command = startGuarded(ctx, target.command, {
    cwd: target.cwd ?? ctx.cwd,
    env: { ...ctx.env, ...target.env },
    maxOutputBytes: keptOutputBytes,
  });
  try {
    await untilAnswers(ctx, target, command, signal);
  } catch (error) {
    await command.stop();
    throw error;
  }
  const { ended, output, stop } = command;
  return { url: target.url, pid: await command.pid, name: 'target', ended, output, stop };
}

const announcementSchema = z.object({ url: z.string(), pid: z.int() });

/** Starts the bundled sample API on a free loopback port, as a process of its own. */
export async function startSampleApi(ctx: Context): Promise<RunningTarget> {
  const { file, args } = entryPoint(new URL('../../sample-api/main', import.meta.url));
  const child = ctx.spawn(file, [...args, '--port', '0', '--with-parent'], {
    env: ctx.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = followOutput(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const line = await firstLine(child);
  const announced = announcementSchema.safeParse(line === undefined ? undefined : JSON.parse(line));
  if (!announced.success) {
    await stopProcess(ctx, child);
    throw new LoadtestError('TARGET_DOWN', `the sample API did not start: ${output()}`);
  }
  return { ...announced.data, name: 'sample-api', ended, output, stop: () => stopProcess(ctx, child) };
}

function firstLine(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
}

async function untilAnswers(
  ctx: Context,
  target: TargetConfig,
  command: Guarded,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadlineMs = ctx.monotonicMs() + target.readyTimeoutMs;
  for (;;) {
    const reason = await probe(target.url);
    if (reason === undefined) return;
    if (signal?.aborted) throw new LoadtestError('INTERRUPTED', 'interrupted while the target was starting');
    if (command.hasEnded()) {
      throw new LoadtestError(
        'TARGET_DOWN',
        `target.command ended with ${await command.ended} before ${target.url} answered`,
        { hint: `it must stay in the foreground; it said: ${command.output() || 'nothing'}` },
      );
    }
    if (ctx.monotonicMs() > deadlineMs) {
      const waited = `${target.readyTimeoutMs / 1_000} s`;
      throw new LoadtestError(
        'TARGET_DOWN',
        `target ${target.url} did not answer within ${waited}: ${reason}`,
        {
          hint: `raise target.readyTimeoutMs, or look at what the command said: ${command.output() || 'nothing'}`,
        },
      );
    }
    await ctx.sleep(pollMs, signal);
  }
}

/** The last that the process said, on either stream. */
function followOutput(child: ChildProcess): () => string {
  let tail = '';
  const add = (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-2_000);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => tail.trim();
}

/** Asks the process to end, which takes what it started with it, and ends it by force if it does not. */
async function stopProcess(ctx: Context, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const waited = new AbortController();
  child.kill('SIGTERM');
  await Promise.race([gone, ctx.sleep(leaveMs, waited.signal)]);
  waited.abort();
  signalGroup(child.pid, 'SIGKILL');
}
