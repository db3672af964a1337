import type { V1Job } from '@kubernetes/client-node';
import type { KubernetesConfig } from '../config.ts';
import { coordinatorPorts } from '../coordinator/ports.ts';
import { readerVariables } from '../reader/settings.ts';
import { jobName } from '../run-names.ts';
import { nodeUserId, storeDirectory } from './layout.ts';
import { metadataOf } from './metadata.ts';
import { podTemplate } from './pod.ts';

/** A reader that nobody removed ends by itself, and is gone then: the next one has its name. */
const longestSeconds = 15 * 60;

export interface ReaderSettings {
  readonly kubernetes: KubernetesConfig;
  readonly namespace: string;
  /** The volume claim that the run was kept on. */
  readonly claim: string;
  /** What the pod runs. */
  readonly program: string;
}

/**
 * A Job whose pod serves what a volume keeps of a run whose own pods are gone. It stands by itself: its program is an
 * argument, so that nothing else has to be made, or removed.
 */
export function readerJob(runId: string, { kubernetes, namespace, claim, program }: ReaderSettings): V1Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadataOf(runId, jobName(runId, 'reader'), { kubernetes, namespace }),
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: longestSeconds,
      ttlSecondsAfterFinished: 0,
      template: podTemplate(kubernetes, {
        runId,
        component: 'reader',
        userId: nodeUserId,
        container: {
          image: kubernetes.images.node,
          command: ['node', '--input-type=module', '--eval', program],
          env: [{ name: readerVariables.directory, value: `${storeDirectory}/${runId}` }],
          ports: [{ name: 'control', containerPort: coordinatorPorts.control }],
          resources: {
            limits: { cpu: '500m', memory: '128Mi' },
            requests: { cpu: '50m', memory: '64Mi' },
          },
          volumeMounts: [{ name: 'store', mountPath: storeDirectory, readOnly: true }],
        },
        volumes: [{ name: 'store', persistentVolumeClaim: { claimName: claim, readOnly: true } }],
      }),
    },
  };
}
