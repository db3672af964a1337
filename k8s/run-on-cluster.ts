import { join } from 'node:path';
import type { ActiveRun } from '../core/active-run.ts';
import type { Context } from '../core/context.ts';
import { LoadtestError } from '../core/errors.ts';
import type { MetricSource } from '../core/metric-source.ts';
import type { CommandLog, RunPlan } from '../core/records/index.ts';
import { failedOutcome } from '../runner/coordinator/outcome.ts';
import { prepare } from '../runner/local/commands.ts';
import { thisMachine } from '../runner/local/machine.ts';
import type { ShellCommand } from '../runner/local/shell.ts';
import { makeDirectory } from '../runner/make-directory.ts';
import { buildResult } from '../runner/result/build-result.ts';
import { runFiles } from '../runner/store/run-files.ts';
import type { RunStore } from '../runner/store/run-store.ts';
import { unwritable, writeRecord } from '../runner/store/write-whole.ts';
import { makeObjects, removeRun, startPods } from './apply.ts';
import type { Cluster } from './client.ts';
import { follow } from './follow.ts';
import { type FollowedInput, followedRun } from './followed-run.ts';
import { planObjects } from './manifests/plan-objects.ts';
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
  return followedRun(ctx, {
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

export type AttachInput = Pick<
  FollowedInput,
  'cluster' | 'runId' | 'store' | 'sources' | 'readyMs' | 'onNote'
>;

/** Takes up a run that goes on, or waits for its fetch, on a cluster. */
export function attachClusterRun(ctx: Context, input: AttachInput): ActiveRun {
  return followedRun(ctx, {
    ...input,
    cleanup: [],
    commands: [],
    serverThresholds: [],
    begin: async () => undefined,
  });
}

/** Whether the run was stopped before its load by what was to prepare it, or while that was under way. */
function isUnprepared(error: unknown): error is LoadtestError {
  return error instanceof LoadtestError && ['PREPARE_FAILED', 'INTERRUPTED'].includes(error.code);
}
