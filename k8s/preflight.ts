import { LoadtestError } from '../core/errors.ts';
import { maxVusOf } from '../core/options/derived-scenario.ts';
import { deriveScenarios } from '../core/options/scenarios.ts';
import { refuse } from '../core/problems.ts';
import type { RunPlan } from '../core/records/index.ts';
import type { Cluster } from './client.ts';
import type { KubernetesConfig } from './config.ts';
import { runRights } from './manifests/role.ts';
import { checkRights } from './rights.ts';
import { moreRoom, readRoom } from './room.ts';

/**
 * Refuses a run that could not come to its start on the cluster, before anything of it is made: workers without work,
 * rights that are missing, quotas and limit ranges without room. Throws `OPTIONS_INVALID`, `CLUSTER_FORBIDDEN` or
 * `CLUSTER_FAILED`, with all that is wrong.
 */
export async function preflight(
  cluster: Cluster,
  { options, workers }: Pick<RunPlan, 'options' | 'workers'>,
  kubernetes: KubernetesConfig,
): Promise<void> {
  const most = Math.max(...deriveScenarios(options).map(maxVusOf));
  refuse(
    'OPTIONS_INVALID',
    most < workers ? [`${workers} workers cannot share ${most} virtual users: each needs one`] : [],
    `lower --workers to ${most}, or give the scenario more virtual users`,
  );
  const [rights, room] = await Promise.all([
    checkRights(
      cluster,
      runRights.filter(({ optional }) => !optional),
    ),
    // Who may not read them learns of a quota when a pod is refused.
    readRoom(cluster, kubernetes, workers).catch(ifForbidden),
  ]);
  const missing = rights.flatMap((one) => one.missing);
  if (missing.length > 0) {
    throw new LoadtestError(
      'CLUSTER_FORBIDDEN',
      `a run in namespace "${cluster.namespace}" needs rights that are missing: ${missing.join(', ')}`,
      {
        hint: 'the documented Role grants them: see docs/kubernetes.md, and "loadtest k8s doctor" for what each is for',
      },
    );
  }
  refuse(
    'CLUSTER_FAILED',
    (room?.problems ?? []).map(
      (problem) => `no room for the run in namespace "${cluster.namespace}": ${problem}`,
    ),
    moreRoom(workers),
  );
}

function ifForbidden(error: unknown): undefined {
  if (error instanceof LoadtestError && error.code === 'CLUSTER_FORBIDDEN') return undefined;
  throw error;
}
