import type { ActiveRun } from '../core/active-run.ts';
import type { Context } from '../core/context.ts';
import { type ErrorCode, LoadtestError, messageOf } from '../core/errors.ts';
import type { MetricSource } from '../core/metric-source.ts';
import type { CommandLog, RunResult, ServerThresholdSpec } from '../core/records/index.ts';
import { cleanUp } from '../runner/local/commands.ts';
import type { ShellCommand } from '../runner/local/shell.ts';
import { LiveFeed } from '../runner/observe/live-feed.ts';
import { addObserved } from '../runner/result/add-observed.ts';
import { judgeServers } from '../runner/result/judge-servers.ts';
import type { RunStore } from '../runner/store/run-store.ts';
import { removeRun } from './apply.ts';
import type { Cluster } from './client.ts';
import { follow } from './follow.ts';
import { JournalCopy } from './journal-copy.ts';
import { explainLosses } from './losses.ts';
import { type Observation, observeRun } from './observation.ts';
import { lossReasons, workerNotes } from './pods.ts';
import { fetchFinished } from './results/fetch-run.ts';
import { runCleanupJobs } from './stages.ts';

export interface FollowedInput {
  readonly cluster: Cluster;
  readonly runId: string;
  readonly store: RunStore;
  /** What is observed beside the run for as long as this process follows it. */
  readonly sources: readonly MetricSource[];
  /** How long the coordinator's pod may take to run. */
  readonly readyMs: number;
  /** Given to the coordinator when it asks for it; a run that is attached to has it already. */
  readonly archive?: Uint8Array;
  /** Commands of this machine after the load. */
  readonly cleanup: readonly ShellCommand[];
  /** Those that are watched from here; all of the plan are judged at the end. */
  readonly serverThresholds: readonly ServerThresholdSpec[];
  /** What the commands of this machine said so far. */
  readonly commands: CommandLog[];
  /** Brings the run to its start, or gives the result of one that cannot be started. */
  begin(stop: AbortSignal): Promise<RunResult | undefined>;
  onNote(line: string): void;
}

/** Follows a run on a cluster from its beginning to its end, and brings its result home. */
export function followedRun(ctx: Context, input: FollowedInput): ActiveRun {
  const { serverThresholds, store, runId } = input;
  const stop = new AbortController();
  const leave = new AbortController();
  const feed = new LiveFeed(serverThresholds, stop);
  const copy = new JournalCopy(store, runId);
  return {
    onLive: (listener) => feed.onLive(listener),
    stop: (reason) => stop.abort(reason),
    kill: () => leave.abort(),
    result: resultOf(ctx, { ...input, feed, copy, stop: stop.signal, leave: leave.signal }),
  };
}

interface Followed extends FollowedInput {
  readonly feed: LiveFeed;
  readonly copy: JournalCopy;
  /** Aborted when the load is to stop. */
  readonly stop: AbortSignal;
  /** Aborted when the user wants nothing more to do with the run. */
  readonly leave: AbortSignal;
}

/** A run that has come to its end, with the Jobs before and after its load. */
interface Ended {
  readonly result: RunResult;
  readonly jobs: readonly CommandLog[];
}

async function resultOf(ctx: Context, run: Followed): Promise<RunResult> {
  const { cluster, runId, copy, leave, onNote } = run;
  const unprepared = await run.begin(run.stop);
  const observation = await observeRun(ctx, run.sources);
  const runJobs = () => runCleanupJobs(ctx, { cluster, runId, stop: leave, onNote });
  if (unprepared) return keep(ctx, run, { result: unprepared, jobs: await runJobs() }, observation);
  try {
    const { result, jobs } = await untilEnded(ctx, run, observation, runJobs);
    await copy.discard();
    const explained = explainLosses(result, await lossReasons(cluster, runId));
    return await keep(ctx, run, { result: explained, jobs }, observation);
  } catch (error) {
    // The coordinator may be gone for good, and with it what it had not handed out.
    const salvaged = hasCode(error, 'WORKER_FAILED') ? await copy.salvage(messageOf(error)) : undefined;
    if (salvaged) {
      onNote(`${messageOf(error)}; the result holds what was fetched until then`);
      return await keep(ctx, run, { result: salvaged, jobs: await runJobs() }, observation);
    }
    observation.abandon();
    // What never came to run has nothing to tell: it goes. A run that goes on is left to go on.
    const isOver = hasCode(error, 'WORKER_NOT_READY', 'WORKER_FAILED', 'INTERRUPTED');
    if (isOver && !leave.aborted) await runJobs();
    if (isOver || leave.aborted) await removeRun(cluster, runId);
    throw error;
  }
}

function untilEnded(
  ctx: Context,
  { cluster, runId, readyMs, archive, store, feed, copy, stop, leave, onNote }: Followed,
  observation: Observation,
  runJobs: () => Promise<readonly CommandLog[]>,
): Promise<Ended> {
  return follow(ctx, {
    ...{ cluster, runId, readyMs, stop, leave, onNote },
    ...(archive && { archive }),
    until: 'finished',
    onLive: (state) => feed.take(state, observation.fresh),
    onClock: observation.heardClock,
    async attend(client, status) {
      await client.note(await workerNotes(cluster, runId));
      await copy.advance(client, status, ctx.now());
    },
    async arrive(client) {
      const result = await fetchFinished({ runId, files: client, store });
      const jobs = await runJobs();
      // A pod that does not hear it goes with the run's objects.
      await client.fetched().catch(() => undefined);
      return { result, jobs };
    },
  });
}

/** The end of a run that has a result: what is known beside it is added, and its objects are removed. */
async function keep(
  ctx: Context,
  { cluster, runId, store, cleanup, commands, feed, leave }: Followed,
  { result, jobs }: Ended,
  observation: Observation,
): Promise<RunResult> {
  await cleanUp(ctx, cleanup, leave, commands);
  const observed = addObserved(result, await observation.finish(result.durationMs));
  const here = (stage: CommandLog['stage']) => commands.filter((log) => log.stage === stage);
  const whole = { ...observed, commands: [...here('prepare'), ...jobs, ...here('cleanup')] };
  const { serverThresholds } = await store.readPlan(runId);
  const judged = judgeServers(whole, serverThresholds, feed.aborting);
  await store.writeResult(judged);
  await removeRun(cluster, runId);
  return judged;
}

function hasCode(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  return error instanceof LoadtestError && codes.includes(error.code);
}
