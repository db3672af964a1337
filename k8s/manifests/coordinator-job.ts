import type { V1EnvVar, V1Job, V1Volume } from '@kubernetes/client-node';
import type { RunPlan } from '../../core/records/index.ts';
import type { KubernetesConfig } from '../config.ts';
import { coordinatorPorts } from '../coordinator/ports.ts';
import { coordinatorVariables } from '../coordinator/settings.ts';
import { parseQuantity } from '../quantity.ts';
import { objectName, runIdAnnotation } from '../run-names.ts';
import { longestRunMs, type RunSettings } from '../settings.ts';
import {
  coordinatorFile,
  finishedTtlSeconds,
  nodeUserId,
  programDirectory,
  resultsDirectory,
  settingsFile,
  storeDirectory,
} from './layout.ts';
import { metadataOf } from './metadata.ts';
import { type PodParts, podTemplate, resourcesOf } from './pod.ts';

/** Share of the memory limit for the JavaScript heap: the archive and pushes in flight lie outside of it. */
const heapShare = 0.6;

/**
 * The Job that owns all other objects of a run, so that deleting it removes them. It is made suspended: its pod would
 * find nothing to mount before the others are there.
 */
export function coordinatorJob(plan: RunPlan, settings: RunSettings): V1Job {
  const { kubernetes } = settings;
  const { runId } = plan;
  const metadata = metadataOf(runId, objectName(runId), settings);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, annotations: { ...metadata.annotations, [runIdAnnotation]: runId } },
    spec: {
      suspend: true,
      backoffLimit: 0,
      activeDeadlineSeconds: Math.ceil((longestRunMs(plan, settings) + kubernetes.retainMs) / 1_000),
      ttlSecondsAfterFinished: finishedTtlSeconds,
      template: podTemplate(asCoordinator(kubernetes), {
        runId,
        component: 'coordinator',
        userId: nodeUserId,
        programs: [coordinatorFile, settingsFile],
        container: coordinatorContainer(runId, kubernetes),
        volumes: [{ name: 'results', emptyDir: {} }, ...storeVolumes(kubernetes)],
      }),
    },
  };
}

function coordinatorContainer(runId: string, kubernetes: KubernetesConfig): PodParts['container'] {
  const { settingsFile: settingsVariable, token } = coordinatorVariables;
  return {
    image: kubernetes.images.node,
    command: ['node', `${programDirectory}/${coordinatorFile}`],
    env: [
      { name: settingsVariable, value: `${programDirectory}/${settingsFile}` },
      { name: 'NODE_OPTIONS', value: `--max-old-space-size=${heapMebibytes(kubernetes)}` },
      { name: token, valueFrom: { secretKeyRef: { name: objectName(runId), key: token } } },
      ...storeVariables(kubernetes),
    ],
    ports: [
      { name: 'workers', containerPort: coordinatorPorts.workers },
      { name: 'control', containerPort: coordinatorPorts.control },
    ],
    resources: resourcesOf(kubernetes.coordinatorResources),
    volumeMounts: [
      { name: 'results', mountPath: resultsDirectory },
      ...storeVolumes(kubernetes).map(({ name }) => ({ name, mountPath: storeDirectory })),
    ],
  };
}

function heapMebibytes({ coordinatorResources }: KubernetesConfig): number {
  return Math.floor(((parseQuantity(coordinatorResources.memory) ?? 0) * heapShare) / 2 ** 20);
}

/** The volume that a run is kept on, if it is one. */
function storeVolumes({ results }: KubernetesConfig): V1Volume[] {
  if (!results || !('claim' in results)) return [];
  return [{ name: 'store', persistentVolumeClaim: { claimName: results.claim } }];
}

/** The keys of the bucket that a run is kept in, by the names that AWS's own tools have for them. */
function storeVariables({ results }: KubernetesConfig): V1EnvVar[] {
  if (!results || !('bucket' in results) || results.credentialsSecret === undefined) return [];
  const secret = results.credentialsSecret;
  const variable = (name: string, optional: boolean): V1EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key: name, ...(optional && { optional }) } },
  });
  return [
    variable('AWS_ACCESS_KEY_ID', false),
    variable('AWS_SECRET_ACCESS_KEY', false),
    variable('AWS_SESSION_TOKEN', true),
  ];
}

/** The role that may write to the bucket is not for the workers, which run what the script says. */
function asCoordinator(kubernetes: KubernetesConfig): KubernetesConfig {
  const { results } = kubernetes;
  if (!results || !('bucket' in results) || results.serviceAccountName === undefined) return kubernetes;
  return { ...kubernetes, serviceAccountName: results.serviceAccountName };
}
