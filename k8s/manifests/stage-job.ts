import type { V1Job } from '@kubernetes/client-node';
import type { RunPlan } from '../../core/records/index.ts';
import { podLabels, runLabels, type Stage, stageJobName } from '../run-names.ts';
import type { RunSettings } from '../settings.ts';
import type { StageJobConfig } from '../stage-config.ts';
import { metadataOf, type Owner } from './metadata.ts';
import { placement, podSecurity, resourcesOf, staysPut } from './pod.ts';
import { environmentSource } from './worker-job.ts';

/** The user's Jobs of a run, before and after its load. They are made suspended, and let go one after another. */
export function stageJobs({ runId }: RunPlan, settings: RunSettings, owner?: Owner): V1Job[] {
  return (['prepare', 'cleanup'] as const).flatMap((stage) =>
    settings.kubernetes[stage].map((job, index) => stageJob(runId, settings, { stage, job, index }, owner)),
  );
}

interface StageJob {
  readonly stage: Stage;
  readonly index: number;
  readonly job: StageJobConfig;
}

/** It is tried once: what it did before it failed may not be done twice. */
function stageJob(
  runId: string,
  settings: RunSettings,
  { stage, index, job }: StageJob,
  owner?: Owner,
): V1Job {
  const { kubernetes } = settings;
  const { image, command, env, envFrom, serviceAccountName, user, resources, timeoutMs } = job;
  const metadata = metadataOf(runId, stageJobName(runId, stage, index), settings, owner);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, labels: { ...metadata.labels, ...podLabels(runId, stage) } },
    spec: {
      suspend: true,
      backoffLimit: 0,
      activeDeadlineSeconds: Math.ceil(timeoutMs / 1_000),
      template: {
        metadata: {
          labels: { ...kubernetes.labels, ...runLabels(runId), ...podLabels(runId, stage) },
          annotations: { ...staysPut, ...kubernetes.annotations },
        },
        spec: {
          ...placement(kubernetes),
          ...(serviceAccountName !== undefined && { serviceAccountName }),
          automountServiceAccountToken: serviceAccountName !== undefined,
          restartPolicy: 'Never',
          enableServiceLinks: false,
          securityContext: podSecurity(user),
          containers: [
            {
              name: stage,
              image,
              imagePullPolicy: 'IfNotPresent',
              ...(command && { command }),
              env: Object.entries(env).map(([name, value]) => ({ name, value })),
              envFrom: envFrom.map(environmentSource),
              resources: resourcesOf(resources),
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    },
  };
}
