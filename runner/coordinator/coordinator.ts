import { setMaxListeners } from 'node:events';
import type { LiveState } from '../../core/active-run.ts';
import type { RunPlan, SeriesPoint } from '../../core/records/index.ts';
import { digestOf } from '../digest.ts';
import { StepFold } from '../result/steps.ts';
import { k6Arguments } from '../worker/k6-arguments.ts';
import { type Course, takeCourse } from './course.ts';
import { FeedReader } from './feed.ts';
import { releaseAll } from './finish.ts';
import { serveWorkers, type WorkerHandlers } from './http-server.ts';
import type { Journal } from './journal.ts';
import { liveState } from './live-state.ts';
import { Merge } from './merge.ts';
import type { RunOutcome } from './outcome.ts';
import { Recent } from './recent.ts';
import { type CoordinatorContext, type Deadlines, durationOf, elapsedMs, type Session } from './session.ts';
import { failed, journalBins } from './watch.ts';
import { WorkerRegistry } from './worker-registry.ts';

export interface CoordinateInput {
  readonly ctx: CoordinatorContext;
  readonly plan: RunPlan;
  /** What the workers run: the bundle's archive with the plan's options. */
  readonly archive: Uint8Array;
  readonly sourceRoot: string;
  /** The address to serve the workers at; without a port, one of the system's choice. */
  readonly host: string;
  readonly port?: number;
  /** What every worker must show. */
  readonly token: string;
  readonly journal: Journal<SeriesPoint>;
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
  const { ctx, plan, stop } = input;
  const fold = new StepFold(plan.steps);
  const recent = new Recent(liveWindowMs);
  const session = createSession(input, recent);
  const attemptedAtMs = ctx.now();
  const server = await serveWorkers(input.host, input.port ?? 0, handlersOf(session, input));
  const wake = () => session.registry.changed();
  stop.addEventListener('abort', wake);
  let course: Course;
  try {
    input.launch(server.address, session.registry);
    course = await takeCourse(session, fold, {
      onUnpause: input.onUnpause,
      onTick(atMs) {
        recent.add(session.merge.totals(), atMs);
        session.enter('load');
      },
    }).catch(failed);
  } finally {
    session.enter('finish');
    await releaseAll(session);
    await server.close();
    stop.removeEventListener('abort', wake);
  }
  const unwritten = await journalBins(session, fold, Infinity).then(() => undefined, failed);
  if (unwritten && !course.failure) course = { ...course, ...unwritten };
  return { ...outcomeOf(session, fold), startedAtMs: attemptedAtMs, ...course };
}

function createSession(input: CoordinateInput, recent: Recent): Session {
  const { ctx, plan, sourceRoot, deadlines, journal, stop } = input;
  const release = new AbortController();
  // Every worker waits for it.
  setMaxListeners(0, release.signal);
  const session: Session = {
    ctx,
    plan,
    sourceRoot,
    deadlines,
    journal,
    stop,
    registry: new WorkerRegistry(plan.workers),
    merge: new Merge(plan.workers),
    apis: new Map(),
    asked: new Set(),
    release,
    rejected: 0,
    enter: (phase) => input.onLive(liveState(session, phase, elapsedMs(session), recent)),
  };
  return session;
}

function outcomeOf(session: Session, fold: StepFold): Omit<RunOutcome, keyof Course> {
  const { ctx, registry, merge, originMs, rejected } = session;
  return {
    originMs,
    durationMs: durationOf(session),
    series: merge.totals(),
    steps: fold.results(),
    workers: registry.workers.map((worker) => ({
      ...worker,
      pushes: merge.pushesOf(worker.index),
      clockDriftMs: merge.clockDriftMs(worker.index),
      clockAheadMs: merge.clockAheadMs(worker.index, ctx.now(), ctx.monotonicMs()),
      complete: (merge.lastPushMs(worker.index) ?? 0) >= (worker.endedMs ?? Infinity),
    })),
    overflowedMetrics: merge.overflowed,
    rejected,
  };
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
      if (release.signal.aborted) return { refused: 'the run is over' };
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
