import type { Context } from '../core/context.ts';
import type { Cluster } from './client.ts';
import { coordinatorPorts } from './coordinator/ports.ts';
import { type CoordinatorClient, connectCoordinator } from './coordinator-client.ts';
import { type ServingPod, untilPodRuns } from './pods.ts';

/** A connection to the pod that serves a run. */
export interface Link {
  readonly client: CoordinatorClient;
  close(): void;
}

export interface LinkDeadline {
  /** How long the pod may take to run. */
  readonly deadlineMs: number;
  /** Aborted when nobody waits for it any longer. */
  readonly stop: AbortSignal;
}

/** Connects to a pod of a run through the API server, once it runs and listens. Throws why it does not. */
export async function openLink(
  ctx: Context,
  cluster: Cluster,
  serving: ServingPod,
  deadline: LinkDeadline,
): Promise<Link> {
  const pod = await untilPodRuns(ctx, cluster, serving, deadline);
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
  while (!(await client.isListening()) && ctx.monotonicMs() < untilMs && !stop.aborted)
    await ctx.sleep(pollMs, stop);
}
