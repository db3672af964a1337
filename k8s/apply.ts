import { LoadtestError } from '../core/errors.ts';
import type { RunPlan } from '../core/records/index.ts';
import { attempt, type Cluster, statusOf } from './client.ts';
import type { RunObjects } from './manifests/plan-objects.ts';
import { objectName } from './run-names.ts';

/**
 * Makes the objects of a run: the coordinator's Job suspended, then what it owns, then it is let go. If any of it is
 * refused, what was made is removed again before the error is thrown.
 */
export async function applyRun(cluster: Cluster, plan: RunPlan, objects: RunObjects): Promise<void> {
  const job = await cluster.create(objects.coordinatorJob);
  const uid = job.metadata?.uid;
  if (uid === undefined) throw new LoadtestError('CLUSTER_FAILED', 'the API server gave the Job no uid');
  try {
    for (const object of objects.owned(uid)) await cluster.create(object);
    await unsuspend(cluster, objectName(plan.runId));
  } catch (error) {
    await removeRun(cluster, plan.runId);
    throw error;
  }
}

async function unsuspend(cluster: Cluster, name: string): Promise<void> {
  const { namespace } = cluster;
  const body = [{ op: 'replace', path: '/spec/suspend', value: false }];
  await attempt(`start Job ${name}`, () => cluster.batch.patchNamespacedJob({ name, namespace, body }));
}

/** Removes everything of a run; one that is gone already is what was wanted. */
export async function removeRun(cluster: Cluster, runId: string): Promise<void> {
  const { namespace } = cluster;
  const name = objectName(runId);
  await attempt(`remove Job ${name}`, async () => {
    try {
      await cluster.batch.deleteNamespacedJob({ name, namespace, propagationPolicy: 'Background' });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  });
}
