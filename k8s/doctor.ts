import { messageOf } from '../core/errors.ts';
import { attempt, type Cluster } from './client.ts';
import type { KubernetesConfig } from './config.ts';
import type { RunObjects } from './manifests/plan-objects.ts';
import { type Right, runRights } from './manifests/role.ts';
import { demandOf, shortagesOf } from './quota.ts';

/** One thing that a run needs of a cluster: there (`ok`), not there but no obstacle (`note`), or `missing`. */
export interface ClusterFinding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'missing';
  readonly found: string;
  readonly hint?: string;
}

export interface ExamineInput {
  readonly kubernetes: KubernetesConfig;
  readonly workers: number;
  /** Of a run of so many workers. */
  readonly objects: RunObjects;
}

/** Looks at a namespace of a cluster, without changing anything. Throws `CLUSTER_UNREACHABLE`. */
export async function examineCluster(
  cluster: Cluster,
  input: ExamineInput,
): Promise<readonly ClusterFinding[]> {
  const { kubernetes, workers, objects } = input;
  const rights = await Promise.all(runRights.map((right) => rightFinding(cluster, right)));
  return [
    { name: 'cluster', state: 'ok', found: `${cluster.server}, namespace "${cluster.namespace}"` },
    ...rights,
    await objectsFinding(cluster, objects),
    await podSecurityFinding(cluster),
    await quotaFinding(cluster, kubernetes, workers),
    imageFinding('k6 image', kubernetes.images.k6),
    imageFinding('node image', kubernetes.images.node),
  ];
}

async function rightFinding(
  cluster: Cluster,
  { apiGroup, resources, verbs, why }: Right,
): Promise<ClusterFinding> {
  const asked = resources.flatMap((resource) => verbs.map((verb) => ({ resource, verb })));
  const answers = await Promise.all(
    asked.map(async ({ resource, verb }) => {
      const allowed = await isAllowed(cluster, apiGroup, resource, verb);
      return allowed ? [] : [`${verb} ${resource}`];
    }),
  );
  const refused = answers.flat();
  const name = `may use ${resources.join(', ')}`;
  if (refused.length === 0) return { name, state: 'ok', found: verbs.join(', ') };
  return {
    name,
    state: 'missing',
    found: `may not ${refused.join(', ')}`,
    hint: `grant it with the Role of docs/kubernetes.md: ${why}`,
  };
}

async function isAllowed(cluster: Cluster, group: string, path: string, verb: string): Promise<boolean> {
  const [resource = '', subresource] = path.split('/');
  const { namespace } = cluster;
  const resourceAttributes = {
    namespace,
    group,
    resource,
    verb,
    ...(subresource !== undefined && { subresource }),
    ...(resource === 'namespaces' && { name: namespace }),
  };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const review = await attempt('ask for rights', () =>
    cluster.authorization.createSelfSubjectAccessReview({ body }),
  );
  return review.status?.allowed === true;
}

async function objectsFinding(
  cluster: Cluster,
  { coordinatorJob, owned }: RunObjects,
): Promise<ClusterFinding> {
  const all = [coordinatorJob, ...owned()];
  const refusals: string[] = [];
  for (const object of all) {
    await cluster.create(object, 'dry-run').catch((error: unknown) => refusals.push(messageOf(error)));
  }
  const name = 'objects';
  if (refusals.length === 0)
    return { name, state: 'ok', found: `all ${all.length} of a run would be accepted` };
  return { name, state: 'missing', found: refusals.join('; ') };
}

const podSecurityLabel = 'pod-security.kubernetes.io/enforce';

async function podSecurityFinding({ core, namespace }: Cluster): Promise<ClusterFinding> {
  const name = 'Pod Security';
  try {
    const { metadata } = await attempt('read the namespace', () => core.readNamespace({ name: namespace }));
    const level = metadata?.labels?.[podSecurityLabel];
    return {
      name,
      state: 'ok',
      found: `${level ?? 'the default of the cluster'}; the pods meet "restricted"`,
    };
  } catch (error) {
    return { name, state: 'note', found: messageOf(error) };
  }
}

async function quotaFinding(
  { core, namespace }: Cluster,
  kubernetes: KubernetesConfig,
  workers: number,
): Promise<ClusterFinding> {
  const name = 'quota';
  try {
    const { items } = await attempt('list quotas', () => core.listNamespacedResourceQuota({ namespace }));
    const shortages = shortagesOf(items, demandOf(kubernetes, workers));
    const fits = items.length === 0 ? 'none' : `has room for ${workers} workers and the coordinator`;
    if (shortages.length === 0) return { name, state: 'ok', found: fits };
    return {
      name,
      state: 'missing',
      found: shortages
        .map(
          ({ quota, resource, needed, free }) =>
            `"${quota}" has ${free} ${resource} left of ${needed} needed`,
        )
        .join('; '),
      hint: `raise the quota, or lower --workers (${workers}) or kubernetes.resources`,
    };
  } catch (error) {
    return { name, state: 'note', found: messageOf(error) };
  }
}

function imageFinding(name: string, image: string): ClusterFinding {
  return { name, state: 'note', found: `${image}: only a run shows whether the nodes can pull it` };
}
