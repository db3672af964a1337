import type { KubernetesObject } from '@kubernetes/client-node';
import { LoadtestError } from '../core/errors.ts';
import type { RunPlan } from '../core/records/index.ts';
import { attempt, type Cluster, statusOf } from './client.ts';
import type { KubernetesConfig } from './config.ts';
import type { RunObjects } from './manifests/plan-objects.ts';
import { jobName, objectName } from './run-names.ts';

/**
 * Makes the objects of a run: the coordinator's Job suspended, then what it owns. If any of it is refused, what was
 * made is removed again before the error is thrown.
 */
export async function makeObjects(cluster: Cluster, plan: RunPlan, objects: RunObjects): Promise<void> {
  const job = await cluster.create(objects.coordinatorJob);
  const uid = job.metadata?.uid;
  if (uid === undefined) throw new LoadtestError('CLUSTER_FAILED', 'the API server gave the Job no uid');
  try {
    await createOwned(cluster, objects.owned(uid));
  } catch (error) {
    await removeRun(cluster, plan.runId);
    throw error;
  }
}

/** What pods need is made first, all at once, so that none of them waits for it; then their Jobs. */
async function createOwned(cluster: Cluster, owned: readonly KubernetesObject[]): Promise<void> {
  const isJob = ({ kind }: KubernetesObject) => kind === 'Job';
  for (const objects of [owned.filter((object) => !isJob(object)), owned.filter(isJob)]) {
    // Nothing is made any longer when the first failure is thrown.
    const outcomes = await Promise.allSettled(objects.map((object) => cluster.create(object)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** Lets the pods of a run go, once its objects are there and everything is prepared. */
export async function startPods(
  cluster: Cluster,
  runId: string,
  { prepare }: KubernetesConfig,
): Promise<void> {
  if (prepare.length > 0) await unsuspend(cluster, jobName(runId, 'worker'));
  await unsuspend(cluster, objectName(runId));
}

/** Lets a Job go that was made suspended. */
export async function unsuspend(cluster: Cluster, name: string): Promise<void> {
  const { namespace } = cluster;
  const body = [{ op: 'replace', path: '/spec/suspend', value: false }];
  await attempt(`start Job ${name}`, () => cluster.batch.patchNamespacedJob({ name, namespace, body }));
}

/** Removes everything of a run; one that is gone already is what was wanted. */
export function removeRun(cluster: Cluster, runId: string): Promise<void> {
  return removeJob(cluster, objectName(runId));
}

/** Removes a Job with all that it owns. */
export async function removeJob(cluster: Cluster, name: string): Promise<void> {
  const { namespace } = cluster;
  await attempt(`remove Job ${name}`, async () => {
    try {
      await cluster.batch.deleteNamespacedJob({ name, namespace, propagationPolicy: 'Background' });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  });
}
