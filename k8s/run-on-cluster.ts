import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActiveRun, LiveState } from '../core/active-run.ts';
import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import type { MetricSource } from '../core/metric-source.ts';
import type { RunPlan, RunResult } from '../core/records/index.ts';
import { addObserved } from '../runner/result/add-observed.ts';
import { runFiles } from '../runner/store/run-files.ts';
import type { RunStore } from '../runner/store/run-store.ts';
import { writeRecord, writeWhole } from '../runner/store/write-whole.ts';
import { applyRun, removeRun } from './apply.ts';
import type { Cluster } from './client.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import { follow } from './follow.ts';
import { JournalCopy } from './journal-copy.ts';
import { explainLosses } from './losses.ts';
import { planObjects } from './manifests/plan-objects.ts';
import { type Observation, observeRun } from './observation.ts';
import { lossReasons, workerNotes } from './pods.ts';
import type { RunSettings } from './settings.ts';

export interface ClusterRunInput {
  readonly cluster: Cluster;
  readonly plan: RunPlan;
  readonly archive: Uint8Array;
  readonly settings: RunSettings;
  readonly store: RunStore;
  /** What is observed beside the run for as long as this process follows it. */
  readonly sources: readonly MetricSource[];
  onNote(line: string): void;
}

/** Runs a plan as Jobs on a cluster, and brings its result home. */
export function startClusterRun(ctx: Context, input: ClusterRunInput): ActiveRun {
  return followed(ctx, input, { archive: input.archive }, () => createObjects(input));
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
  await createObjects(input);
  try {
    await follow(ctx, {
      cluster,
      runId: plan.runId,
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
    await removeRun(cluster, plan.runId);
    throw error;
  }
}

async function createObjects({ cluster, plan, settings, store }: ClusterRunInput): Promise<void> {
  const directory = store.directory(plan.runId);
  await mkdir(directory, { recursive: true });
  await writeRecord(join(directory, runFiles.plan), plan);
  await applyRun(cluster, plan, planObjects(plan, settings));
}

export interface AttachInput {
  readonly cluster: Cluster;
  readonly runId: string;
  readonly store: RunStore;
  readonly sources: readonly MetricSource[];
  readonly readyMs: number;
  onNote(line: string): void;
}

/** Takes up a run that goes on, or waits for its fetch, on a cluster. */
export function attachClusterRun(ctx: Context, input: AttachInput): ActiveRun {
  const { runId, readyMs, ...rest } = input;
  return followed(
    ctx,
    { ...rest, plan: { runId }, settings: { kubernetes: { readyTimeoutMs: readyMs } } },
    {},
    async () => undefined,
  );
}

interface Followed {
  readonly cluster: Cluster;
  readonly plan: Pick<RunPlan, 'runId'>;
  readonly settings: { readonly kubernetes: { readonly readyTimeoutMs: number } };
  readonly store: RunStore;
  readonly sources: readonly MetricSource[];
  onNote(line: string): void;
}

function followed(
  ctx: Context,
  input: Followed,
  extra: { readonly archive?: Uint8Array },
  begin: () => Promise<void>,
): ActiveRun {
  const { cluster, store, sources, onNote } = input;
  const { runId } = input.plan;
  const stop = new AbortController();
  const leave = new AbortController();
  const listeners: ((state: LiveState) => void)[] = [];
  const copy = new JournalCopy(store, runId);
  const result = async (): Promise<RunResult> => {
    await begin();
    const observation = await observeRun(ctx, sources);
    try {
      const fetched = await follow(ctx, {
        cluster,
        runId,
        readyMs: input.settings.kubernetes.readyTimeoutMs,
        ...extra,
        until: 'finished',
        stop: stop.signal,
        leave: leave.signal,
        onLive(state) {
          for (const listener of listeners) listener(state);
        },
        onClock: observation.heardClock,
        async attend(client, status) {
          await client.note(await workerNotes(cluster, runId));
          await copy.advance(client, status, ctx.now());
        },
        arrive: (client) => fetchResult(client, store, runId),
        onNote,
      });
      await copy.discard();
      const result = await keep(explainLosses(fetched, await lossReasons(cluster, runId)), observation);
      await removeRun(cluster, runId);
      return result;
    } catch (error) {
      const salvaged = isLost(error) ? await copy.salvage(messageOf(error)) : undefined;
      // What never came to run, or is gone, has nothing more to tell: it goes. A run that goes on is left to go on.
      if (isOver(error) || leave.signal.aborted) await removeRun(cluster, runId);
      if (!salvaged) {
        observation.abandon();
        throw error;
      }
      onNote(`${messageOf(error)}; the result holds what was fetched until then`);
      return keep(salvaged, observation);
    }
  };
  const keep = async (result: RunResult, { finish }: Observation): Promise<RunResult> => {
    const observed = addObserved(result, await finish(result.durationMs));
    await store.writeResult(observed);
    return observed;
  };
  return {
    onLive: (listener) => void listeners.push(listener),
    stop: (reason) => stop.abort(reason),
    kill: () => leave.abort(),
    result: result(),
  };
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

/** Brings a finished run's files into the store, and lets its coordinator end; the result comes last, so that a run with one is whole. */
async function fetchResult(client: CoordinatorClient, store: RunStore, runId: string): Promise<RunResult> {
  const directory = store.directory(runId);
  await mkdir(directory, { recursive: true });
  for (const name of [runFiles.plan, runFiles.bundle, runFiles.log, runFiles.series, runFiles.result]) {
    const bytes = await client.file(name);
    if (bytes) await writeWhole(join(directory, name), bytes);
  }
  // A pod that does not hear it goes with the run's objects.
  await client.fetched().catch(() => undefined);
  return store.readResult(runId);
}
