import { join } from 'node:path';
import type { ActiveRun, LiveState } from '../core/active-run.ts';
import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import type { MetricSource } from '../core/metric-source.ts';
import type { CommandLog, RunPlan, RunResult, ServerThresholdSpec } from '../core/records/index.ts';
import { serverThresholdText } from '../core/thresholds/server-threshold.ts';
import { failedOutcome } from '../runner/coordinator/outcome.ts';
import { cleanUp, prepare } from '../runner/local/commands.ts';
import { thisMachine } from '../runner/local/machine.ts';
import type { ShellCommand } from '../runner/local/shell.ts';
import { makeDirectory } from '../runner/make-directory.ts';
import { ServerWatch } from '../runner/observe/server-watch.ts';
import { addObserved } from '../runner/result/add-observed.ts';
import { buildResult } from '../runner/result/build-result.ts';
import { judgeServers } from '../runner/result/judge-servers.ts';
import { runFiles } from '../runner/store/run-files.ts';
import type { RunStore } from '../runner/store/run-store.ts';
import { unwritable, writeRecord } from '../runner/store/write-whole.ts';
import { makeObjects, removeRun, startPods } from './apply.ts';
import type { Cluster } from './client.ts';
import { follow } from './follow.ts';
import { JournalCopy } from './journal-copy.ts';
import { explainLosses } from './losses.ts';
import { planObjects } from './manifests/plan-objects.ts';
import { type Observation, observeRun } from './observation.ts';
import { lossReasons, workerNotes } from './pods.ts';
import { fetchFinished } from './results/fetch-run.ts';
import type { RunSettings } from './settings.ts';
import { runCleanupJobs, runPrepareJobs } from './stages.ts';

export interface ClusterRunInput {
  readonly cluster: Cluster;
  readonly plan: RunPlan;
  readonly archive: Uint8Array;
  readonly settings: RunSettings;
  readonly store: RunStore;
  /** What is observed beside the run for as long as this process follows it. */
  readonly sources: readonly MetricSource[];
  /** Commands of this machine, before the load and after it; the Jobs are among the objects. */
  readonly prepare: readonly ShellCommand[];
  readonly cleanup: readonly ShellCommand[];
  onNote(line: string): void;
}

/** Runs a plan as Jobs on a cluster, and brings its result home. */
export function startClusterRun(ctx: Context, input: ClusterRunInput): ActiveRun {
  const { cluster, plan, archive, settings, store, sources, cleanup, onNote } = input;
  const { runId } = plan;
  const commands: CommandLog[] = [];
  return followed(ctx, {
    ...{ cluster, runId, archive, store, sources, cleanup, commands, onNote },
    readyMs: settings.kubernetes.readyTimeoutMs,
    serverThresholds: plan.serverThresholds ?? [],
    async begin(stop) {
      try {
        await bringUp(ctx, input, stop, commands);
        return undefined;
      } catch (error) {
        if (!isUnprepared(error)) throw error;
        const generator = { ...thisMachine(), busyShare: undefined };
        const outcome = failedOutcome(error, ctx.now());
        return buildResult({ plan, outcome, observed: [], commands: [], generator, sourceRoot: '', cwd: '' });
      }
    },
  });
}

/**
 * Starts a run that goes on by itself: resolves once its coordinator has all that it needs. When `leave` is aborted
 * before that, nothing of the run stays.
 */
export async function launchClusterRun(
  ctx: Context,
  input: ClusterRunInput,
  leave: AbortSignal,
): Promise<void> {
  const { cluster, plan, archive, settings, onNote } = input;
  const { runId } = plan;
  try {
    await bringUp(ctx, input, leave, []);
    await follow(ctx, {
      cluster,
      runId,
      readyMs: settings.kubernetes.readyTimeoutMs,
      archive,
      until: 'running',
      stop: leave,
      leave,
      onLive: () => undefined,
      onClock: () => undefined,
      attend: async () => undefined,
      arrive: async () => undefined,
      onNote,
    });
  } catch (error) {
    const patience = new AbortController().signal;
    await runCleanupJobs(ctx, { cluster, runId, stop: patience, onNote });
    await removeRun(cluster, runId);
    throw error;
  }
}

/**
 * From the run's directory to pods that start. After `PREPARE_FAILED` and `INTERRUPTED` the objects are still there, for
 * what was prepared has to be cleaned up.
 */
async function bringUp(
  ctx: Context,
  { cluster, plan, settings, store, prepare: before, onNote }: ClusterRunInput,
  stop: AbortSignal,
  commands: CommandLog[],
): Promise<void> {
  const { runId } = plan;
  const directory = store.directory(runId);
  await makeDirectory(directory).catch((error: unknown) => {
    throw unwritable(directory, error);
  });
  await writeRecord(join(directory, runFiles.plan), plan);
  await prepare(ctx, before, stop, commands);
  await makeObjects(cluster, plan, planObjects(plan, settings));
  try {
    await runPrepareJobs(ctx, { cluster, runId, stop, onNote });
    await startPods(cluster, runId, settings.kubernetes);
  } catch (error) {
    if (!isUnprepared(error)) await removeRun(cluster, runId);
    throw error;
  }
}

export type AttachInput = Pick<ClusterRunInput, 'cluster' | 'store' | 'sources' | 'onNote'> & {
  readonly runId: string;
  readonly readyMs: number;
};

/** Takes up a run that goes on, or waits for its fetch, on a cluster. */
export function attachClusterRun(ctx: Context, input: AttachInput): ActiveRun {
  return followed(ctx, {
    ...input,
    cleanup: [],
    commands: [],
    serverThresholds: [],
    begin: async () => undefined,
  });
}

interface Followed extends AttachInput {
  readonly archive?: Uint8Array;
  readonly cleanup: readonly ShellCommand[];
  /** Those that are watched from here; all of the plan are judged at the end. */
  readonly serverThresholds: readonly ServerThresholdSpec[];
  /** What the commands of this machine said so far. */
  readonly commands: CommandLog[];
  /** Brings the run to its start, or gives the result of one that cannot be started. */
  begin(stop: AbortSignal): Promise<RunResult | undefined>;
}

function followed(ctx: Context, input: Followed): ActiveRun {
  const { cluster, runId, store, sources, commands, onNote } = input;
  const stop = new AbortController();
  const leave = new AbortController();
  const listeners: ((state: LiveState) => void)[] = [];
  const copy = new JournalCopy(store, runId);
  const servers = new ServerWatch(input.serverThresholds);
  let aborting: ServerThresholdSpec | undefined;
  const runCleanup = () => runCleanupJobs(ctx, { cluster, runId, stop: leave.signal, onNote });
  const result = async (): Promise<RunResult> => {
    const unprepared = await input.begin(stop.signal);
    const observation = await observeRun(ctx, sources);
    if (unprepared) return keep(unprepared, await runCleanup(), observation);
    try {
      const { fetched, jobs } = await follow(ctx, {
        cluster,
        runId,
        readyMs: input.readyMs,
        ...(input.archive && { archive: input.archive }),
        until: 'finished',
        stop: stop.signal,
        leave: leave.signal,
        onLive(state) {
          if (state.phase === 'load') servers.take(observation.fresh(), state.elapsedMs);
          aborting ??= stop.signal.aborted ? undefined : servers.aborting();
          if (aborting) stop.abort(serverThresholdText(aborting).metric);
          const thresholds = [...state.thresholds, ...servers.live()];
          for (const listener of listeners) listener({ ...state, thresholds });
        },
        onClock: observation.heardClock,
        async attend(client, status) {
          await client.note(await workerNotes(cluster, runId));
          await copy.advance(client, status, ctx.now());
        },
        async arrive(client) {
          const fetched = await fetchFinished({ runId, files: client, store });
          const jobs = await runCleanup();
          // A pod that does not hear it goes with the run's objects.
          await client.fetched().catch(() => undefined);
          return { fetched, jobs };
        },
        onNote,
      });
      await copy.discard();
      return await keep(explainLosses(fetched, await lossReasons(cluster, runId)), jobs, observation);
    } catch (error) {
      const salvaged = isLost(error) ? await copy.salvage(messageOf(error)) : undefined;
      if (salvaged) {
        onNote(`${messageOf(error)}; the result holds what was fetched until then`);
        return await keep(salvaged, await runCleanup(), observation);
      }
      observation.abandon();
      // What never came to run has nothing to tell: it goes. A run that goes on is left to go on.
      if (isOver(error) && !leave.signal.aborted) await runCleanup();
      if (isOver(error) || leave.signal.aborted) await removeRun(cluster, runId);
      throw error;
    }
  };
  /** The end of a run that has a result: what is known beside it is added, and its objects are removed. */
  const keep = async (
    known: RunResult,
    jobs: readonly CommandLog[],
    { finish }: Observation,
  ): Promise<RunResult> => {
    await cleanUp(ctx, input.cleanup, leave.signal, commands);
    const observed = addObserved(known, await finish(known.durationMs));
    const here = (stage: CommandLog['stage']) => commands.filter((log) => log.stage === stage);
    const whole = { ...observed, commands: [...here('prepare'), ...jobs, ...here('cleanup')] };
    const { serverThresholds } = await store.readPlan(runId);
    const judged = judgeServers(whole, serverThresholds, aborting);
    await store.writeResult(judged);
    await removeRun(cluster, runId);
    return judged;
  };
  return {
    onLive: (listener) => void listeners.push(listener),
    stop: (reason) => stop.abort(reason),
    kill: () => leave.abort(),
    result: result(),
  };
}

/** Whether the run was stopped before its load by what was to prepare it, or while that was under way. */
function isUnprepared(error: unknown): error is LoadtestError {
  return error instanceof LoadtestError && ['PREPARE_FAILED', 'INTERRUPTED'].includes(error.code);
}

/** Whether the coordinator is gone for good, and with it what it had not handed out. */
function isLost(error: unknown): boolean {
  return error instanceof LoadtestError && error.code === 'WORKER_FAILED';
}

function isOver(error: unknown): boolean {
  return (
    error instanceof LoadtestError &&
    ['WORKER_NOT_READY', 'WORKER_FAILED', 'INTERRUPTED'].includes(error.code)
  );
}
