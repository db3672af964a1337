import type {
  V1ResourceQuota,
  V1ResourceQuotaSpec,
  V1ScopedResourceSelectorRequirement,
} from '@kubernetes/client-node';
import { formatBytes } from '../core/quantity.ts';
import type { KubernetesConfig } from './config.ts';
import { parseQuantity } from './quantity.ts';

/** A limit of the namespace that a run would pass. */
export interface Shortage {
  readonly quota: string;
  readonly resource: string;
  readonly needed: number;
  /** What the quota still has. */
  readonly free: number;
}

/** The objects of a run beside its pods, by the names that quotas have for their number. */
const objectCounts = {
  secrets: 1,
  'count/secrets': 1,
  configmaps: 1,
  'count/configmaps': 1,
  services: 1,
  'count/services': 1,
  'count/networkpolicies.networking.k8s.io': 2,
};

/** What a run of so many workers takes from quotas, by the names that quotas have for it. */
export function demandOf(
  { resources, coordinatorResources, prepare, cleanup }: KubernetesConfig,
  workers: number,
): Readonly<Record<string, number>> {
  const sum = (worker: string, coordinator: string) =>
    workers * (parseQuantity(worker) ?? 0) + (parseQuantity(coordinator) ?? 0);
  const limits = {
    cpu: sum(resources.cpu, coordinatorResources.cpu),
    memory: sum(resources.memory, coordinatorResources.memory),
  };
  const requests = {
    cpu: sum(
      resources.requests.cpu ?? resources.cpu,
      coordinatorResources.requests.cpu ?? coordinatorResources.cpu,
    ),
    memory: sum(
      resources.requests.memory ?? resources.memory,
      coordinatorResources.requests.memory ?? coordinatorResources.memory,
    ),
  };
  return {
    ...objectCounts,
    'count/jobs.batch': 2 + prepare.length + cleanup.length,
    pods: workers + 1,
    'count/pods': workers + 1,
    cpu: requests.cpu,
    memory: requests.memory,
    'requests.cpu': requests.cpu,
    'requests.memory': requests.memory,
    'limits.cpu': limits.cpu,
    'limits.memory': limits.memory,
  };
}

/** Where a demand does not fit into what quotas have left; one for other kinds of pods does not matter. */
export function shortagesOf(
  quotas: readonly V1ResourceQuota[],
  demand: Readonly<Record<string, number>>,
  priorityClass?: string,
): readonly Shortage[] {
  const ours = quotas.filter(({ spec }) => isOurs(spec ?? {}, priorityClass));
  return ours.flatMap(({ metadata, status }) =>
    Object.entries(status?.hard ?? {}).flatMap(([resource, hard]) => {
      const needed = demand[resource];
      const free = (parseQuantity(hard) ?? 0) - (parseQuantity(status?.used?.[resource] ?? '0') ?? 0);
      return needed !== undefined && needed > free
        ? [{ quota: metadata?.name ?? '', resource, needed, free }]
        : [];
    }),
  );
}

/** Pods of a run have no deadline of their own, always name what they need, and seek no pods of other namespaces. */
const foreignScopes = ['Terminating', 'BestEffort', 'CrossNamespacePodAffinity'];

function isOurs(
  { scopes = [], scopeSelector }: V1ResourceQuotaSpec,
  priorityClass: string | undefined,
): boolean {
  const selected = scopeSelector?.matchExpressions ?? [];
  return [...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' })), ...selected].every((wanted) => {
    if (foreignScopes.includes(wanted.scopeName)) return false;
    return wanted.scopeName !== 'PriorityClass' || matches(wanted, priorityClass);
  });
}

function matches(
  { operator, values = [] }: Pick<V1ScopedResourceSelectorRequirement, 'operator' | 'values'>,
  value: string | undefined,
): boolean {
  const isListed = value !== undefined && values.includes(value);
  switch (operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    default:
      return (operator === 'Exists') === (value !== undefined);
  }
}

/** A shortage as a sentence. */
export function writeShortage({ quota, resource, needed, free }: Shortage): string {
  const write = (amount: number) => (resource.endsWith('memory') ? formatBytes(amount) : String(amount));
  return `"${quota}" has ${write(free)} ${resource} left of ${write(needed)} needed`;
}
