import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

/** The worker index of a pod of an Indexed Job. */
export function workerIndexOf({ metadata }: V1Pod): number | undefined {
  const index = metadata?.annotations?.[indexAnnotation] ?? metadata?.labels?.[indexAnnotation];
  return index === undefined ? undefined : Number(index);
}

/**
 * Why a pod does not run, in the cluster's own words: not scheduled, image not pulled, container not made, or ended.
 * `undefined` if it runs.
 */
export function pendingReason(pod: V1Pod): string | undefined {
  const { phase, conditions = [], containerStatuses = [], message, reason } = pod.status ?? {};
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) return sentence(unscheduled.reason, unscheduled.message);
  const stuck = containerStatuses.map(containerReason).find((found) => found !== undefined);
  if (stuck !== undefined) return stuck;
  if (phase === 'Failed') return sentence(reason ?? 'Failed', message);
  return phase === 'Running' || phase === 'Succeeded' ? undefined : (phase ?? 'not created yet');
}

/** How a pod ended that should not have: evicted, or its container killed or failed. `undefined` if it did not. */
export function lossReason({ metadata, status }: V1Pod): string | undefined {
  const { phase, reason, message, containerStatuses = [] } = status ?? {};
  const ended = containerStatuses.map(({ state }) => state?.terminated).find((one) => one?.exitCode);
  if (reason !== undefined) return sentence(reason, message);
  if (ended) return sentence(ended.reason, `exit code ${ended.exitCode}`);
  if (metadata?.deletionTimestamp !== undefined) return 'its pod was deleted';
  return phase === 'Failed' ? 'its pod failed' : undefined;
}

/** What the cluster cannot mend by waiting: no further time helps. */
const hopeless = new Set([
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
]);

/** Whether waiting for the pod is pointless. */
export function isHopeless(pod: V1Pod): boolean {
  const { phase, containerStatuses = [] } = pod.status ?? {};
  return (
    phase === 'Failed' || containerStatuses.some(({ state }) => hopeless.has(state?.waiting?.reason ?? ''))
  );
}

function containerReason({ state }: V1ContainerStatus): string | undefined {
  const { waiting, terminated } = state ?? {};
  if (waiting) return sentence(waiting.reason, waiting.message);
  if (terminated && terminated.exitCode !== 0) {
    return sentence(terminated.reason, terminated.message ?? `exit code ${terminated.exitCode}`);
  }
  return undefined;
}

function sentence(reason: string | undefined, message: string | undefined): string {
  return [reason, message].filter(Boolean).join(': ');
}
