import { LoadtestError, messageOf } from '../core/errors.ts';
import { attempt, type Cluster, statusOf } from './client.ts';
import type { KubernetesConfig } from './config.ts';
import { headroomOf } from './headroom.ts';
import type { RunObjects } from './manifests/plan-objects.ts';
import { runRights } from './manifests/role.ts';
import { type CheckedRight, checkRights } from './rights.ts';
import { moreRoom, readRoom } from './room.ts';

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
  return [
    { name: 'cluster', state: 'ok', found: `${cluster.server}, namespace "${cluster.namespace}"` },
    ...(await checkRights(cluster, runRights)).map(rightFinding),
    await objectsFinding(cluster, objects),
    await podSecurityFinding(cluster),
    await roomFinding(cluster, kubernetes, workers),
    await headroomFinding(cluster, kubernetes, workers),
    ...(await claimFindings(cluster, kubernetes)),
    imageFinding('k6 image', kubernetes.images.k6),
    imageFinding('node image', kubernetes.images.node),
  ];
}

function rightFinding({ right, missing }: CheckedRight): ClusterFinding {
  const { resources, verbs, why, optional } = right;
  const name = `may use ${resources.join(', ')}`;
  if (missing.length === 0) return { name, state: 'ok', found: verbs.join(', ') };
  return {
    name,
    state: optional ? 'note' : 'missing',
    found: `may not ${missing.join(', ')}`,
    hint: `grant it with the Role of docs/kubernetes.md: ${why}`,
  };
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

async function roomFinding(
  cluster: Cluster,
  kubernetes: KubernetesConfig,
  workers: number,
): Promise<ClusterFinding> {
  const name = 'quota';
  try {
    const { limits, problems } = await readRoom(cluster, kubernetes, workers);
    const fits = limits === 0 ? 'none' : `has room for ${workers} workers and the coordinator`;
    if (problems.length === 0) return { name, state: 'ok', found: fits };
    return { name, state: 'missing', found: problems.join('; '), hint: moreRoom(workers) };
  } catch (error) {
    return { name, state: 'note', found: messageOf(error) };
  }
}

/** A volume may be made with its first pod: a claim without one is no obstacle. */
async function claimFindings(
  { core, namespace }: Cluster,
  { results }: KubernetesConfig,
): Promise<ClusterFinding[]> {
  if (!results || !('claim' in results)) return [];
  const name = 'results';
  const claim = { name: results.claim, namespace };
  try {
    const { status } = await attempt('read the claim', () => core.readNamespacedPersistentVolumeClaim(claim));
    return [{ name, state: 'ok', found: `claim "${claim.name}" is ${status?.phase ?? 'there'}` }];
  } catch (error) {
    const isAbsent = error instanceof LoadtestError && statusOf(error.cause) === 404;
    const found = messageOf(error);
    if (!isAbsent) return [{ name, state: 'note', found }];
    return [{ name, state: 'missing', found, hint: 'make it, or name another in kubernetes.results' }];
  }
}

/** Nodes are not of a namespace: who may not list them learns nothing. */
async function headroomFinding(
  { core }: Cluster,
  kubernetes: KubernetesConfig,
  workers: number,
): Promise<ClusterFinding> {
  const name = 'nodes';
  try {
    const [nodes, pods] = await Promise.all([
      attempt('list nodes', () => core.listNode()),
      attempt('list all pods', () => core.listPodForAllNamespaces()),
    ]);
    const room = headroomOf(nodes.items, pods.items, kubernetes);
    const found = `room for ${room} workers now, of ${workers}`;
    if (room >= workers) return { name, state: 'ok', found };
    return {
      name,
      state: 'note',
      found,
      hint: 'workers wait for nodes as long as kubernetes.readyTimeoutMs',
    };
  } catch (error) {
    return { name, state: 'note', found: `only a run shows whether they have room: ${messageOf(error)}` };
  }
}

function imageFinding(name: string, image: string): ClusterFinding {
  return { name, state: 'note', found: `${image}: only pods show whether the nodes can pull it: --probe` };
}
