import type { Context } from '../core/context.ts';
import type { Cluster } from './client.ts';
import { coordinatorPorts } from './coordinator/ports.ts';
import { type CoordinatorClient, connectCoordinator } from './coordinator-client.ts';
import { untilPodRuns } from './pods.ts';

/** A connection to a run's coordinator. */
export interface Link {
  readonly client: CoordinatorClient;
  close(): void;
}

export interface LinkDeadline {
  /** How long the coordinator's pod may take to run. */
  readonly deadlineMs: number;
  /** Aborted when nobody waits for it any longer. */
  readonly stop: AbortSignal;
}

/** Connects to the coordinator of a run through the API server, once its pod runs and listens. Throws why it does not. */
export async function openLink(
  ctx: Context,
  cluster: Cluster,
  runId: string,
  deadline: LinkDeadline,
): Promise<Link> {
  const pod = await untilPodRuns(ctx, cluster, runId, 'coordinator', deadline);
  const { url, close } = await cluster.forward(pod, coordinatorPorts.control);
  const client = connectCoordinator(url);
  await untilListening(ctx, client, deadline.stop);
  return { client, close };
}

const listensWithinMs = 2_000;
const pollMs = 50;

/** A pod runs before its program listens. One that does not in time is for the caller to hear of. */
async function untilListening(ctx: Context, client: CoordinatorClient, stop: AbortSignal): Promise<void> {
  const untilMs = ctx.monotonicMs() + listensWithinMs;
  const isDeaf = () =>
    client.status().then(
      () => false,
      () => true,
    );
  while ((await isDeaf()) && ctx.monotonicMs() < untilMs && !stop.aborted) await ctx.sleep(pollMs, stop);
}
