import type { LiveState } from '../core/active-run.ts';
import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import type { Cluster } from './client.ts';
import type { CoordinatorStatus } from './coordinator/status.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import { type Link, openLink } from './link.ts';

export interface FollowInput<T> {
  readonly cluster: Cluster;
  readonly runId: string;
  /** How long the coordinator's pod may take to run. */
  readonly readyMs: number;
  /** Given to the coordinator when it asks for it; a run that is attached to has it already. */
  readonly archive?: Uint8Array;
  /** What is waited for: that the run goes on without us, or its result. */
  readonly until: 'running' | 'finished';
  /** Aborted when the user wants the load to stop. */
  readonly stop: AbortSignal;
  /** Aborted when the user wants nothing more to do with the run. */
  readonly leave: AbortSignal;
  onLive(state: LiveState): void;
  /** What the run's clock shows, asked for at `sentMs` of the context's monotonic clock. */
  onClock(runClockMs: number, sentMs: number): void;
  /** Called every two seconds while the run goes on. */
  attend(client: CoordinatorClient, status: CoordinatorStatus): Promise<void>;
  /** Called when what is waited for has come; tried again if the connection is lost over it. */
  arrive(client: CoordinatorClient): Promise<T>;
  /** Something that the user should know, such as an API server that does not answer. */
  onNote(line: string): void;
}

const pollMs = 500;
const attendEveryMs = 2_000;

/** An API server that is away for so long is taken for gone; the run goes on without us. */
const awayMs = 120_000;

/**
 * Follows a run on a cluster to what is waited for. A lost connection is made anew, since the run does not need us.
 * Throws why the run cannot be followed any longer.
 */
export async function follow<T>(ctx: Context, input: FollowInput<T>): Promise<T> {
  let link: Link | undefined;
  let lastSeenMs = ctx.monotonicMs();
  let attendedMs = 0;
  let isStopping = false;
  let storeProblem: string | undefined;
  for (;;) {
    if (input.leave.aborted)
      throw new LoadtestError('INTERRUPTED', `run ${input.runId} was ended without a result`);
    try {
      const serving = { runId: input.runId, component: 'coordinator' } as const;
      link ??= await openLink(ctx, input.cluster, serving, {
        deadlineMs: input.readyMs,
        stop: AbortSignal.any([input.stop, input.leave]),
      });
      const sentMs = ctx.monotonicMs();
      const status = await link.client.status();
      lastSeenMs = ctx.monotonicMs();
      if (status.runClockMs !== undefined) input.onClock(status.runClockMs, sentMs);
      if (status.live) input.onLive(toLiveState(status.live));
      if (status.storeProblem !== undefined && status.storeProblem !== storeProblem)
        input.onNote(`the run is not kept: ${status.storeProblem}`);
      storeProblem = status.storeProblem;
      if (status.stage === 'finished' || status.stage === input.until) {
        const arrived = await input.arrive(link.client);
        link.close();
        return arrived;
      }
      if (status.stage === 'awaiting-archive' && input.archive) await link.client.upload(input.archive);
      if (input.stop.aborted && !isStopping) {
        await link.client.stop(String(input.stop.reason));
        isStopping = true;
      }
      if (status.stage === 'running' && ctx.monotonicMs() - attendedMs > attendEveryMs) {
        await input.attend(link.client, status);
        attendedMs = ctx.monotonicMs();
      }
    } catch (error) {
      link?.close();
      link = undefined;
      if (isFinal(error) || ctx.monotonicMs() - lastSeenMs > awayMs) throw error;
      input.onNote(`no answer from the coordinator, trying again: ${messageOf(error)}`);
    }
    await ctx.sleep(pollMs, AbortSignal.any([input.leave, ...(isStopping ? [] : [input.stop])]));
  }
}

/** Whether trying again cannot help: the user's own wish, or the cluster's final word. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof LoadtestError &&
    ['INTERRUPTED', 'CLUSTER_FORBIDDEN', 'WORKER_NOT_READY', 'WORKER_FAILED'].includes(error.code)
  );
}

function toLiveState(live: NonNullable<CoordinatorStatus['live']>): LiveState {
  const { p95Ms, failedRate, generatorCpuCores, thresholds, ...rest } = live;
  return {
    ...rest,
    p95Ms,
    failedRate,
    generatorCpuCores,
    thresholds: thresholds.map(({ ok, observed, ...threshold }) => ({ ...threshold, ok, observed })),
  };
}
