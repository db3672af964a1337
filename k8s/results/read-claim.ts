import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { removeJob } from '../apply.ts';
import { type Cluster, statusOf } from '../client.ts';
import type { KubernetesConfig } from '../config.ts';
import { openLink } from '../link.ts';
import { readerJob } from '../manifests/reader-job.ts';
import { loadReader } from '../programs.ts';
import { jobName } from '../run-names.ts';
import type { RunFiles } from './remote-store.ts';

export interface ClaimReading {
  readonly kubernetes: KubernetesConfig;
  readonly claim: string;
  readonly runId: string;
  /** Aborted when nobody waits for it any longer. */
  readonly stop: AbortSignal;
}

/**
 * Gives the files that a volume claim of the namespace keeps of a run. Only a pod can mount it: one is made, asked
 * through the API server, and removed again, with the rights of any run.
 */
export async function readClaim<T>(
  ctx: Context,
  cluster: Cluster,
  { kubernetes, claim, runId, stop }: ClaimReading,
  use: (files: RunFiles) => Promise<T>,
): Promise<T> {
  const { namespace } = cluster;
  const job = readerJob(runId, { kubernetes, namespace, claim, program: await loadReader() });
  await cluster.create(job).catch(unlessThere);
  try {
    const deadline = { deadlineMs: kubernetes.readyTimeoutMs, stop };
    const { client, close } = await openLink(ctx, cluster, { runId, component: 'reader' }, deadline);
    try {
      return await use(client);
    } finally {
      close();
    }
  } finally {
    await removeJob(cluster, jobName(runId, 'reader'));
  }
}

/** The reader of a command line that was killed serves this one as well. */
function unlessThere(error: unknown): void {
  if (!(error instanceof LoadtestError) || statusOf(error.cause) !== 409) throw error;
}
