import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveState } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { type CoordinateInput, coordinate } from '../../runner/coordinator/coordinator.ts';
import { failedOutcome } from '../../runner/coordinator/outcome.ts';
import { defaultDeadlines } from '../../runner/coordinator/session.ts';
import type { WorkerRegistry } from '../../runner/coordinator/worker-registry.ts';
import { digestOf } from '../../runner/digest.ts';
import { openRunDirectory } from '../../runner/local/run-directory.ts';
import { buildResult } from '../../runner/result/build-result.ts';
import type { Generator } from '../../runner/result/generator.ts';
import { openStore, runFiles } from '../../runner/store/run-store.ts';
import { Checkpoints } from '../results/checkpoints.ts';
import { type ControlHandlers, serveControl } from './control-server.ts';
import { openRemoteStore } from './open-remote-store.ts';
import { coordinatorPorts } from './ports.ts';
import { retain } from './retain.ts';
import type { CoordinatorSettings } from './settings.ts';
import type { CoordinatorStatus } from './status.ts';
import { checkTarget } from './target-check.ts';

export interface PodInput {
  readonly settings: CoordinatorSettings;
  readonly token: string;
  /** The machine's description in the result; the workers' own limits are in their records. */
  readonly generator: Generator;
  /** Aborted when the load is to stop. */
  readonly stop: AbortController;
  /** Aborted when the pod is to end, and the load with it. */
  readonly end: AbortSignal;
}

/**
 * What a pod that is to end waits for: the workers' exits, since they are often to end too and some of them not able to
 * say so, and a fetch, since a command line that follows the run asks twice a second.
 */
const ending = { leaveMs: 3_000, fetchMs: 2_000 } as const;

/** What the pod says of its run. */
interface PodState {
  stage: CoordinatorStatus['stage'];
  live?: LiveState;
  /** The unpause on the context's monotonic clock. */
  originMs?: number;
  registry?: WorkerRegistry;
  storeProblem?: string | undefined;
}

/**
 * The whole life of the coordinator's pod: serves the command line, waits for the archive, runs the plan on the
 * workers that register, writes the result, and stays until it has been fetched, nobody came for it in time, or the pod
 * is to end.
 */
export async function coordinateInPod(ctx: Context, input: PodInput): Promise<void> {
  const { settings, stop } = input;
  const archive = new Arrival<Uint8Array>();
  const fetched = new AbortController();
  const state: PodState = { stage: 'awaiting-archive' };
  const control = await serveControl(coordinatorPorts.control, {
    ...answers(ctx, input, state),
    archive: (bytes) => archive.arrive(announced(bytes, settings.archiveDigest)),
    fetched: () => fetched.abort(),
  });
  const targetDown = settings.targetUrl ? checkTarget(ctx, settings.targetUrl, stop.signal) : undefined;
  const bytes = await archive.within(ctx, settings.readyMs, stop.signal);
  if (bytes) {
    state.stage = 'running';
    const checkpoints = openCheckpoints(ctx, input, state);
    await runPlan(ctx, input, { archive: bytes, checkpoints, targetDown, state });
    const finish = checkpoints && (() => checkpoints.finish());
    const isStored = (await finish?.()) ?? false;
    state.stage = 'finished';
    const leave = AbortSignal.any([fetched.signal, input.end]);
    await retain(ctx, { ...settings, finish, isStored, fetched: leave });
    if (input.end.aborted) await ctx.sleep(ending.fetchMs, fetched.signal);
  }
  control.close();
  control.closeAllConnections();
}

/** What the command line may ask at any time. */
function answers(
  ctx: Context,
  { settings, generator, stop }: PodInput,
  state: PodState,
): Omit<ControlHandlers, 'archive' | 'fetched'> {
  const directory = openStore(settings.resultsDirectory).directory(settings.plan.runId);
  return {
    status: () => ({
      stage: state.stage,
      ...(state.live && { live: withoutUndefined(state.live) }),
      ...(state.originMs !== undefined && { runClockMs: ctx.monotonicMs() - state.originMs }),
      generator,
      ...(state.storeProblem !== undefined && { storeProblem: state.storeProblem }),
    }),
    notes: (notes) => state.registry?.note(notes),
    stop: (reason) => stop.abort(reason),
    file: (name) => fetchable(directory, name),
    journal: () => existing(join(directory, runFiles.journal)),
  };
}

/** The archive, if it is the one whose digest was announced. */
function announced(archive: Uint8Array, digest: string): Uint8Array {
  const received = digestOf(archive);
  if (received === digest) return archive;
  throw new LoadtestError('WORKER_FAILED', `the archive has digest ${received}, expected ${digest}`);
}

function openCheckpoints(
  ctx: Context,
  { settings, generator }: PodInput,
  state: PodState,
): Checkpoints | undefined {
  if (!settings.store) return undefined;
  const { busyShare: _, ...machine } = generator;
  const { runId } = settings.plan;
  return new Checkpoints({
    ctx,
    store: openRemoteStore(ctx, settings.store),
    runId,
    directory: openStore(settings.resultsDirectory).directory(runId),
    generator: machine,
    onAttempt(problem) {
      state.storeProblem = problem;
    },
  });
}

interface Run {
  readonly archive: Uint8Array;
  readonly checkpoints: Checkpoints | undefined;
  /** Why the target does not answer, if it has to. */
  readonly targetDown: Promise<LoadtestError | undefined> | undefined;
  readonly state: PodState;
}

/** Runs the plan, unless there is an obstacle, and writes its result into the pod's own store. */
async function runPlan(ctx: Context, input: PodInput, run: Run): Promise<void> {
  const { settings, generator } = input;
  const { plan, sourceRoot, cwd } = settings;
  const { archive, checkpoints } = run;
  const store = openStore(settings.resultsDirectory);
  const directory = await openRunDirectory(store, plan, archive);
  const obstacle = (await checkpoints?.begin()) ?? (await run.targetDown);
  const outcome = obstacle
    ? failedOutcome(obstacle, ctx.now())
    : await coordinate({ ...courseOf(ctx, input, run), journal: directory.journal });
  await checkpoints?.stop();
  for (const { index, exit } of outcome.workers) {
    for (const line of exit?.logTail.split('\n') ?? []) directory.log(index, line);
  }
  await store.writeResult(
    buildResult({ plan, outcome, observed: [], commands: [], generator, sourceRoot, cwd }),
  );
  await directory.close();
}

function courseOf(
  ctx: Context,
  { settings, token, stop, end }: PodInput,
  { archive, checkpoints, state }: Run,
): Omit<CoordinateInput, 'journal'> {
  const { plan, sourceRoot, readyMs } = settings;
  return {
    ...{ ctx, plan, archive, sourceRoot, token },
    host: '0.0.0.0',
    port: coordinatorPorts.workers,
    deadlines: {
      ...defaultDeadlines,
      readyMs,
      get leaveMs() {
        return end.aborted ? ending.leaveMs : defaultDeadlines.leaveMs;
      },
    },
    stop: stop.signal,
    onUnpause(originMs) {
      checkpoints?.noteStart(ctx.now());
      state.originMs = originMs;
    },
    onLive(live) {
      state.live = live;
    },
    launch(_address, registry) {
      state.registry = registry;
    },
  };
}

/** A file of a finished run by its name; the series only once it is whole. */
function fetchable(directory: string, name: string): string | undefined {
  const known = [runFiles.plan, runFiles.result, runFiles.series, runFiles.log, runFiles.bundle].find(
    (one) => one === name,
  );
  return known && existing(join(directory, known));
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

/** JSON has no undefined: what is not known is left out. */
function withoutUndefined(live: LiveState): CoordinatorStatus['live'] {
  return JSON.parse(JSON.stringify(live));
}

/** Something that arrives once, and is waited for with a deadline. */
class Arrival<T> {
  #value: T | undefined;
  readonly #arrived = new AbortController();

  arrive(value: T): void {
    this.#value ??= value;
    this.#arrived.abort();
  }

  async within(ctx: Context, deadlineMs: number, stop: AbortSignal): Promise<T | undefined> {
    await ctx.sleep(deadlineMs, AbortSignal.any([this.#arrived.signal, stop]));
    return this.#value;
  }
}
