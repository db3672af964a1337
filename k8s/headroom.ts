import type { V1Node, V1Pod, V1Taint, V1Toleration } from '@kubernetes/client-node';
import type { KubernetesConfig } from './config.ts';
import { parseQuantity } from './quantity.ts';

/** How many workers the nodes have room for now, by what they can allot and what the pods on them request. */
export function headroomOf(
  nodes: readonly V1Node[],
  pods: readonly V1Pod[],
  kubernetes: KubernetesConfig,
): number {
  const { resources } = kubernetes;
  const needed = {
    cpu: parseQuantity(resources.requests.cpu ?? resources.cpu) ?? 0,
    memory: parseQuantity(resources.requests.memory ?? resources.memory) ?? 0,
    pods: 1,
  };
  const fits = nodes
    .filter((node) => takesWorkers(node, kubernetes))
    .map((node) => {
      const free = freeOf(
        node,
        pods.filter((pod) => isOn(pod, node)),
      );
      return Math.min(
        ...(['cpu', 'memory', 'pods'] as const).map((name) => Math.floor(free[name] / needed[name])),
      );
    });
  return fits.reduce((sum, count) => sum + Math.max(0, count), 0);
}

function takesWorkers({ metadata, spec }: V1Node, { nodeSelector, tolerations }: KubernetesConfig): boolean {
  const labels = metadata?.labels ?? {};
  return (
    !spec?.unschedulable &&
    Object.entries(nodeSelector).every(([name, value]) => labels[name] === value) &&
    (spec?.taints ?? []).every((taint) => isTolerated(taint, tolerations))
  );
}

function isTolerated(taint: V1Taint, tolerations: readonly V1Toleration[]): boolean {
  if (taint.effect === 'PreferNoSchedule') return true;
  return tolerations.some(
    ({ key, operator = 'Equal', value, effect }) =>
      (effect === undefined || effect === taint.effect) &&
      (key === undefined || key === taint.key) &&
      (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
  );
}

/** A pod that has ended holds nothing of its node. */
function isOn({ spec, status }: V1Pod, { metadata }: V1Node): boolean {
  return spec?.nodeName === metadata?.name && !['Succeeded', 'Failed'].includes(status?.phase ?? '');
}

function freeOf({ status }: V1Node, pods: readonly V1Pod[]) {
  const allocatable = (name: string) => parseQuantity(status?.allocatable?.[name] ?? '0') ?? 0;
  const requested = (name: 'cpu' | 'memory') =>
    pods
      .flatMap(({ spec }) => spec?.containers ?? [])
      .reduce((sum, { resources }) => sum + (parseQuantity(resources?.requests?.[name] ?? '0') ?? 0), 0);
  return {
    cpu: allocatable('cpu') - requested('cpu'),
    memory: allocatable('memory') - requested('memory'),
    pods: allocatable('pods') - pods.length,
  };
}
