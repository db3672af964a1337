import type { LiveState, RunPhase } from '../../core/active-run.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { RunEnd, RunPlan, ThresholdSpec } from '../../core/records/index.ts';
import { digestOf } from '../digest.ts';
import { StepFold } from '../result/steps.ts';
import { k6Arguments } from '../worker/k6-arguments.ts';
import { setUp, unpause, untilReady } from './barrier.ts';
import { FeedReader } from './feed.ts';
import { releaseAll, tearDown } from './finish.ts';
import { serveWorkers, type WorkerHandlers } from './http-server.ts';
import type { Journal } from './journal.ts';
import { liveState } from './live-state.ts';
import { Merge } from './merge.ts';
import type { RunOutcome } from './outcome.ts';
import { Recent } from './recent.ts';
import type { CoordinatorContext, Deadlines, Session } from './session.ts';
import { journalBins, watch } from './watch.ts';
import { WorkerRegistry } from './worker-registry.ts';

export interface CoordinateInput {
  readonly ctx: CoordinatorContext;
  readonly plan: RunPlan;
  /** What the workers run: the bundle's archive with the plan's options. */
  readonly archive: Uint8Array;
  readonly sourceRoot: string;
  /** The address to serve the workers at. */
  readonly host: string;
  /** What every worker must show. */
  readonly token: string;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  /** Stops the load at once when it is aborted; its reason stands in the result. */
  readonly stop: AbortSignal;
  /** Brings up the workers, which register at the address; tells the registry of those that are gone. */
  launch(address: string, registry: WorkerRegistry): void;
  /** Called at the unpause, with its time on the context's monotonic clock. */
  onUnpause(originMs: number): void;
  onLive(state: LiveState): void;
}

const heartbeatMs = 1_000;
const liveWindowMs = 5_000;

/** How long a worker's question for its next command may stay open. */
const commandWaitMs = 20_000;

/**
 * Runs a plan on its workers: waits until all are ready, runs setup once, starts the load everywhere at once,
 * follows it to its end, runs teardown once, and lets the workers go. Also a run that fails on the way gives an
 * outcome, with the failure.
 */
export async function coordinate(input: CoordinateInput): Promise<RunOutcome> {
  const { ctx, plan } = input;
  const fold = new StepFold(plan.steps);
  const recent = new Recent(liveWindowMs);
  let phase: RunPhase = 'start';
  let originMs: number | undefined;
  let end: RunEnd = { by: 'failure' };
  let aborting: ThresholdSpec | undefined;
  let failure: LoadtestError | undefined;
  const elapsedMs = () => (originMs === undefined ? 0 : ctx.monotonicMs() - originMs);
  const session = createSession(input, (entered) => {
    phase = entered;
    input.onLive(liveState(session, phase, elapsedMs(), recent));
  });
  const server = await serveWorkers(input.host, handlersOf(session, input));
  let startedAtMs = ctx.now();
  try {
    session.enter('start');
    input.launch(server.address, session.registry);
    await untilReady(session);
    if (input.stop.aborted) {
      end = { by: 'user', message: String(input.stop.reason) };
    } else {
      session.enter('setup');
      await setUp(session);
      startedAtMs = ctx.now();
      originMs = await unpause(session);
      input.onUnpause(originMs);
      session.enter('load');
      ({ end, aborting } = await watch(session, originMs, fold, (atMs) => {
        recent.add(session.merge.totals(), atMs);
        input.onLive(liveState(session, phase, atMs, recent));
      }));
      session.enter('teardown');
      failure = await tearDown(session);
    }
  } catch (error) {
    if (!(error instanceof LoadtestError)) throw error;
    failure = error;
    end = { by: 'failure', message: error.message };
  } finally {
    session.enter('finish');
    await releaseAll(session);
    await server.close();
  }
  await journalBins(session, fold, Infinity);
  return {
    startedAtMs,
    originMs,
    durationMs: durationOf(session, originMs),
    end,
    ...(failure && { failure }),
    ...(aborting && { aborting }),
    series: session.merge.totals(),
    steps: fold.results(),
    workers: session.registry.workers.map((worker) => ({
      ...worker,
      pushes: session.merge.pushesOf(worker.index),
      clockDriftMs: session.merge.clockDriftMs(worker.index),
      complete: (session.merge.lastPushMs(worker.index) ?? 0) >= (worker.endedMs ?? Infinity),
    })),
    overflowedMetrics: session.merge.overflowed,
    rejected: session.rejected,
  };
}

function createSession(input: CoordinateInput, enter: (phase: RunPhase) => void): Session {
  const { ctx, plan, sourceRoot, deadlines, journal, stop } = input;
  return {
    ctx,
    plan,
    sourceRoot,
    deadlines,
    journal,
    stop,
    registry: new WorkerRegistry(plan.workers),
    merge: new Merge(),
    apis: new Map(),
    release: new AbortController(),
    rejected: 0,
    enter,
  };
}

/** From the unpause to the last iteration of the last worker. */
function durationOf(session: Session, originMs: number | undefined): number {
  if (originMs === undefined) return 0;
  const ends = session.registry.workers.map((worker) => worker.endedMs ?? worker.lastHeardMs ?? originMs);
  return Math.max(...ends) - originMs;
}

function handlersOf(session: Session, { archive, token, plan, ctx }: CoordinateInput): WorkerHandlers {
  const { registry, merge, release } = session;
  const archiveDigest = digestOf(archive);
  const feed = new FeedReader();
  return {
    token,
    workers: plan.workers,
    archive,
    register(worker, registration) {
      const refused = registry.register(worker, registration, ctx.monotonicMs());
      if (refused !== undefined) return { refused };
      return { archiveDigest, k6Args: k6Arguments(plan, worker), heartbeatMs };
    },
    heartbeat: (worker, heartbeat) => registry.heartbeat(worker, heartbeat, ctx.monotonicMs()),
    async command() {
      await ctx.sleep(commandWaitMs, release.signal);
      return { command: release.signal.aborted ? 'release' : 'continue' };
    },
    exit: (worker, report) => registry.exit(worker, report, ctx.monotonicMs()),
    push(worker, body) {
      merge.receive(worker, feed.read(body), ctx.monotonicMs());
    },
    rejected: () => {
      session.rejected += 1;
    },
  };
}
