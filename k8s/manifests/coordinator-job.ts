import type { V1Job, V1Volume } from '@kubernetes/client-node';
import type { RunPlan } from '../../core/records/index.ts';
import type { KubernetesConfig } from '../config.ts';
import { coordinatorPorts, coordinatorVariables } from '../coordinator/settings.ts';
import { parseQuantity } from '../quantity.ts';
import { objectName, runIdAnnotation } from '../run-names.ts';
import { longestRunMs, type RunSettings } from '../settings.ts';
import {
  coordinatorFile,
  finishedTtlSeconds,
  programDirectory,
  resultsDirectory,
  settingsFile,
} from './layout.ts';
import { metadataOf } from './metadata.ts';
import { type PodParts, podTemplate, resourcesOf } from './pod.ts';

/** The user `node` of the stock image. */
const nodeUserId = 1_000;

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
      template: podTemplate(kubernetes, {
        runId,
        component: 'coordinator',
        userId: nodeUserId,
        programs: [coordinatorFile, settingsFile],
        container: coordinatorContainer(runId, kubernetes),
        volumes: [{ name: 'results', ...resultsVolume(kubernetes) }],
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
    ],
    ports: [
      { name: 'workers', containerPort: coordinatorPorts.workers },
      { name: 'control', containerPort: coordinatorPorts.control },
    ],
    resources: resourcesOf(kubernetes.coordinatorResources),
    volumeMounts: [{ name: 'results', mountPath: resultsDirectory }],
  };
}

function heapMebibytes({ coordinatorResources }: KubernetesConfig): number {
  return Math.floor(((parseQuantity(coordinatorResources.memory) ?? 0) * heapShare) / 2 ** 20);
}

function resultsVolume({ results }: KubernetesConfig): Omit<V1Volume, 'name'> {
  return results ? { persistentVolumeClaim: { claimName: results.claim } } : { emptyDir: {} };
}
