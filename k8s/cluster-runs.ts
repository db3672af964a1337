import type { V1Job } from '@kubernetes/client-node';
import { LoadtestError } from '../core/errors.ts';
import { attempt, type Cluster } from './client.ts';
import { hasEnded } from './job-end.ts';
import { allRunsSelector, runIdAnnotation } from './run-names.ts';

/** A run whose objects are on a cluster. */
export interface ClusterRun {
  readonly runId: string;
  /** `suspended`: its objects were never complete. `ended`: its coordinator is gone, and its result fetched or lost. */
  readonly state: 'suspended' | 'active' | 'ended';
  readonly createdAtMs: number;
}

/** The runs of the namespace, newest first. */
export async function listRuns({ batch, namespace }: Cluster): Promise<readonly ClusterRun[]> {
  const list = await attempt('list Jobs', () =>
    batch.listNamespacedJob({ namespace, labelSelector: allRunsSelector }),
  );
  const working = new Set(list.items.filter(({ status }) => status?.active).map(instanceOf));
  return list.items
    .flatMap((job) => runOf(job, working.has(instanceOf(job))) ?? [])
    .sort((one, other) => other.createdAtMs - one.createdAtMs);
}

/** The run of the namespace whose id is, or alone begins with, a text. Throws `RUN_NOT_FOUND`, or `USAGE` if there are several. */
export async function findClusterRun(cluster: Cluster, reference: string): Promise<ClusterRun> {
  const runs = await listRuns(cluster);
  const run = matchClusterRun(runs, reference);
  if (run) return run;
  const known = runs.map(({ runId }) => runId).join(', ');
  throw new LoadtestError(
    'RUN_NOT_FOUND',
    `there is no run "${reference}" in namespace "${cluster.namespace}" of ${cluster.context}`,
    { hint: known ? `there are ${known}` : 'a result that was fetched is among "loadtest runs list"' },
  );
}

/** The same of a list; `undefined` if there is none. Throws `USAGE` if there are several. */
export function matchClusterRun(runs: readonly ClusterRun[], reference: string): ClusterRun | undefined {
  const exact = runs.find(({ runId }) => runId === reference);
  if (exact) return exact;
  const [found, ...others] = runs.filter(({ runId }) => runId.startsWith(reference));
  if (others.length === 0) return found;
  throw new LoadtestError('USAGE', `"${reference}" may be any of ${others.length + 1} runs`, {
    hint: 'write more of the id',
  });
}

/** The same, if it has not ended. Throws `RUN_NOT_FOUND` if it has. */
export async function findActiveRun(cluster: Cluster, reference: string): Promise<ClusterRun> {
  const run = await findClusterRun(cluster, reference);
  if (run.state !== 'ended') return run;
  throw new LoadtestError('RUN_NOT_FOUND', `run "${run.runId}" has ended on the cluster`, {
    hint: 'a result that was fetched is among "loadtest runs list"',
  });
}

/** What the Jobs of one run have in common. */
function instanceOf({ metadata }: V1Job): string | undefined {
  return metadata?.labels?.['app.kubernetes.io/instance'];
}

/** `undefined` for a Job that is not a coordinator's. A run is being prepared while another of its Jobs works. */
function runOf(job: V1Job, isWorking: boolean): ClusterRun | undefined {
  const { metadata, spec } = job;
  const runId = metadata?.annotations?.[runIdAnnotation];
  if (runId === undefined) return undefined;
  const state = hasEnded(job) ? 'ended' : spec?.suspend && !isWorking ? 'suspended' : 'active';
  return { runId, state, createdAtMs: metadata?.creationTimestamp?.getTime() ?? 0 };
}
