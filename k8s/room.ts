import { attempt, type Cluster } from './client.ts';
import type { KubernetesConfig } from './config.ts';
import { limitRangeProblems } from './limit-range.ts';
import { demandOf, shortagesOf, writeShortage } from './quota.ts';

/** What the namespace limits, and which of it a run of so many workers would pass. */
export interface Room {
  readonly limits: number;
  readonly problems: readonly string[];
}

/** Whether quotas and limit ranges of the namespace have room for a run. Throws `CLUSTER_FORBIDDEN` if they may not be read. */
export async function readRoom(
  { core, namespace }: Cluster,
  kubernetes: KubernetesConfig,
  workers: number,
): Promise<Room> {
  const [quotas, ranges] = await Promise.all([
    attempt('list quotas', () => core.listNamespacedResourceQuota({ namespace })),
    attempt('list limit ranges', () => core.listNamespacedLimitRange({ namespace })),
  ]);
  return {
    limits: quotas.items.length + ranges.items.length,
    problems: [
      ...shortagesOf(quotas.items, demandOf(kubernetes, workers), kubernetes.priorityClassName).map(
        writeShortage,
      ),
      ...limitRangeProblems(ranges.items, kubernetes),
    ],
  };
}

/** What to do where there is no room. */
export function moreRoom(workers: number): string {
  return `raise the limit, or lower --workers (${workers}) or kubernetes.resources`;
}
