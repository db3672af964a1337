import type { V1LimitRange, V1LimitRangeItem } from '@kubernetes/client-node';
import type { KubernetesConfig } from './config.ts';
import { parseQuantity } from './quantity.ts';

type Resources = KubernetesConfig['resources'];

/** Where the resources of a run's pods lie outside of what limit ranges allow; its pods have one container each. */
export function limitRangeProblems(
  ranges: readonly V1LimitRange[],
  { resources, coordinatorResources }: KubernetesConfig,
): readonly string[] {
  return ranges.flatMap(({ metadata, spec }) =>
    (spec?.limits ?? [])
      .filter(({ type }) => type === 'Container' || type === 'Pod')
      .flatMap((item) => [
        ...outside(metadata?.name ?? '', item, 'a worker', resources),
        ...outside(metadata?.name ?? '', item, 'the coordinator', coordinatorResources),
      ]),
  );
}

function outside(name: string, { max, min }: V1LimitRangeItem, who: string, resources: Resources): string[] {
  return (['cpu', 'memory'] as const).flatMap((resource) => {
    const limit = resources[resource];
    const request = resources.requests[resource] ?? limit;
    const [most, least] = [max?.[resource], min?.[resource]];
    return [
      ...(isMore(limit, most)
        ? [`"${name}" allows ${most} of ${resource}, ${who} has a limit of ${limit}`]
        : []),
      ...(isMore(least, request)
        ? [`"${name}" wants ${least} of ${resource} at least, ${who} requests ${request}`]
        : []),
    ];
  });
}

/** Whether one quantity is more than another; never if either is not given. */
function isMore(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return (parseQuantity(one) ?? 0) > (parseQuantity(other) ?? 0);
}
