import type { V1Pod } from '@kubernetes/client-node';
import type { Context } from '../core/context.ts';
import { LoadtestError } from '../core/errors.ts';
import { attempt, type Cluster } from './client.ts';
import { listRuns } from './cluster-runs.ts';
import { isHopeless, lossReason, pendingReason, workerIndexOf } from './pod-reasons.ts';
import { type Component, jobName, selectorOf } from './run-names.ts';

/** The pods of one component of a run. */
export async function listPods(cluster: Cluster, runId: string, component: Component): Promise<V1Pod[]> {
  const labelSelector = selectorOf(runId, component);
  const { namespace } = cluster;
  const list = await attempt(`list the pods of ${runId}`, () =>
    cluster.core.listNamespacedPod({ namespace, labelSelector }),
  );
  return list.items;
}

type Reasons = Readonly<Record<string, string>>;

/** Why workers do not run yet, by index. */
export async function workerNotes(cluster: Cluster, runId: string): Promise<Reasons> {
  return reasonsBy(pendingReason, await listPods(cluster, runId, 'worker'));
}

/** How workers ended before their time, by index; nothing of those whose pods are gone. */
export async function lossReasons(cluster: Cluster, runId: string): Promise<Reasons> {
  return reasonsBy(lossReason, await listPods(cluster, runId, 'worker'));
}

function reasonsBy(reasonOf: (pod: V1Pod) => string | undefined, pods: readonly V1Pod[]): Reasons {
  const reasons = pods.flatMap((pod) => {
    const index = workerIndexOf(pod);
    const reason = reasonOf(pod);
    return index === undefined || reason === undefined ? [] : [[String(index), reason] as const];
  });
  return Object.fromEntries(reasons);
}

/** How long to wait before looking again: a tenth of the time waited so far, so that who is quick is seen at once. */
const pauseMs = (waitedMs: number) => Math.min(1_000, Math.max(100, waitedMs / 10));

/** Which pod serves the files of a run: its coordinator's, or a reader's when that is gone. */
export interface ServingPod {
  readonly runId: string;
  readonly component: 'coordinator' | 'reader';
}

/**
 * The name of a pod, once it runs. Throws `WORKER_NOT_READY` with the pod's own reason when it does not in time, or when
 * waiting is pointless, and `WORKER_FAILED` when it runs no longer.
 */
export async function untilPodRuns(
  ctx: Context,
  cluster: Cluster,
  { runId, component }: ServingPod,
  { deadlineMs, stop }: { readonly deadlineMs: number; readonly stop: AbortSignal },
): Promise<string> {
  const sinceMs = ctx.monotonicMs();
  for (;;) {
    const waitedMs = ctx.monotonicMs() - sinceMs;
    const [pod] = await listPods(cluster, runId, component);
    const reason = pod ? pendingReason(pod) : await missingReason(cluster, jobName(runId, component));
    const name = pod?.metadata?.name;
    if (pod ? isDone(pod) : component === 'coordinator' && (await hasEnded(cluster, runId))) {
      throw new LoadtestError('WORKER_FAILED', `the ${component} has ended: ${reason ?? 'its pod is done'}`);
    }
    if (name !== undefined && reason === undefined) return name;
    if (stop.aborted)
      throw new LoadtestError('INTERRUPTED', `interrupted while the ${component} was starting`);
    if ((pod && isHopeless(pod)) || waitedMs > deadlineMs) {
      const waited = `${deadlineMs / 1_000} s`;
      throw new LoadtestError(
        'WORKER_NOT_READY',
        `the ${component}'s pod did not start within ${waited}: ${reason}`,
        {
          hint: 'see "loadtest k8s doctor"',
        },
      );
    }
    await ctx.sleep(pauseMs(waitedMs), stop);
  }
}

function isDone(pod: V1Pod): boolean {
  return ['Failed', 'Succeeded'].includes(pod.status?.phase ?? '');
}

/** Whether the coordinator's pod is gone: its Job makes no other. */
async function hasEnded(cluster: Cluster, runId: string): Promise<boolean> {
  const run = (await listRuns(cluster)).find((one) => one.runId === runId);
  return run?.state === 'ended';
}

/** Why there is no pod at all: what the Job's events say, such as a quota that is used up. */
async function missingReason(cluster: Cluster, job: string): Promise<string> {
  const { namespace } = cluster;
  const events = await attempt('list events', () =>
    cluster.core.listNamespacedEvent({ namespace, fieldSelector: `involvedObject.name=${job}` }),
  );
  const warning = events.items.filter(({ type }) => type === 'Warning').at(-1);
  return warning ? `${warning.reason}: ${warning.message}` : 'no pod has been made yet';
}
