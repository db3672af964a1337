import type { Context } from '../../core/context.ts';
import { removeJob } from '../apply.ts';
import type { Cluster } from '../client.ts';
import type { KubernetesConfig } from '../config.ts';
import { coordinatorPorts } from '../coordinator/ports.ts';
import { connectCoordinator } from '../coordinator-client.ts';
import { readerJob } from '../manifests/reader-job.ts';
import { untilPodRuns } from '../pods.ts';
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
  await cluster.create(readerJob(runId, { kubernetes, namespace, claim, program: await loadReader() }));
  try {
    const deadline = { deadlineMs: kubernetes.readyTimeoutMs, stop };
    const pod = await untilPodRuns(ctx, cluster, runId, 'reader', deadline);
    const { url, close } = await cluster.forward(pod, coordinatorPorts.control);
    try {
      return await use(connectCoordinator(url));
    } finally {
      close();
    }
  } finally {
    await removeJob(cluster, jobName(runId, 'reader'));
  }
}
