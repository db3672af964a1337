import type { Context } from '../core/context.ts';
import type { Cluster } from './client.ts';
import { openLink } from './link.ts';

const reachableWithinMs = 30_000;

/** Stops the load of a run, whose teardown and result follow. Throws why its coordinator cannot be reached. */
export async function stopClusterRun(ctx: Context, cluster: Cluster, runId: string): Promise<void> {
  const deadline = { deadlineMs: reachableWithinMs, stop: new AbortController().signal };
  const { client, close } = await openLink(ctx, cluster, { runId, component: 'coordinator' }, deadline);
  try {
    await client.stop('stopped with "loadtest runs stop"');
  } finally {
    close();
  }
}
