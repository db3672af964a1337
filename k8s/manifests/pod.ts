import type {
  V1Container,
  V1PodSecurityContext,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ResourceRequirements,
  V1Volume,
} from '@kubernetes/client-node';
import type { KubernetesConfig } from '../config.ts';
import { type Component, objectName, podLabels, runLabels } from '../run-names.ts';
import { programDirectory, scratchDirectory } from './layout.ts';

/** Seconds from the request to end until a pod is killed: enough for k6 to push what it has, and to report. */
const graceSeconds = 30;

/** Moving a pod to another node ends a run, so these two autoscalers leave it alone. */
export const staysPut = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

export interface PodParts {
  readonly runId: string;
  readonly component: Component;
  /** Explicit, since `runAsNonRoot` cannot judge the user names that images carry. */
  readonly userId: number;
  /** The files of the run's ConfigMap that the pod sees, if it has one. */
  readonly programs?: readonly string[];
  readonly container: Omit<V1Container, 'name' | 'securityContext'>;
  readonly volumes?: readonly V1Volume[];
}

/**
 * A pod at the restricted Pod Security level, with nothing of its node and no account's token, where the user wants
 * it. What the user gave is added to what the run needs, never replaced by it.
 */
export function podTemplate(
  kubernetes: KubernetesConfig,
  { runId, component, userId, programs = [], container, volumes = [] }: PodParts,
): V1PodTemplateSpec {
  const items = programs.map((file) => ({ key: file, path: file }));
  const programVolume = { name: 'programs', configMap: { name: objectName(runId), items } };
  return {
    metadata: {
      labels: { ...kubernetes.labels, ...runLabels(runId), ...podLabels(runId, component) },
      annotations: { ...staysPut, ...kubernetes.annotations },
    },
    spec: {
      ...placement(kubernetes),
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: graceSeconds,
      securityContext: podSecurity(userId),
      containers: [confined(component, container, items.length > 0)],
      volumes: [...(items.length > 0 ? [programVolume] : []), { name: 'scratch', emptyDir: {} }, ...volumes],
    },
  };
}

/** Where the user wants pods, and as whom. */
export function placement(kubernetes: KubernetesConfig): Partial<V1PodSpec> {
  const { nodeSelector, tolerations, affinity, priorityClassName, serviceAccountName, pullSecrets } =
    kubernetes;
  return {
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(affinity && { affinity }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(serviceAccountName !== undefined && { serviceAccountName }),
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
  };
}

function confined(name: Component, container: PodParts['container'], hasPrograms: boolean): V1Container {
  return {
    name,
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    ...container,
    volumeMounts: [
      ...(hasPrograms ? [{ name: 'programs', mountPath: programDirectory, readOnly: true }] : []),
      { name: 'scratch', mountPath: scratchDirectory },
      ...(container.volumeMounts ?? []),
    ],
  };
}

/** Without a user, the image's own, which must be a number other than 0. */
export function podSecurity(userId?: number): V1PodSecurityContext {
  return {
    runAsNonRoot: true,
    ...(userId !== undefined && { runAsUser: userId, runAsGroup: userId, fsGroup: userId }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** Requests equal to the limits, unless the user asked for less. */
export function resourcesOf({
  cpu,
  memory,
  requests,
}: KubernetesConfig['resources']): V1ResourceRequirements {
  return {
    limits: { cpu, memory },
    requests: { cpu: requests.cpu ?? cpu, memory: requests.memory ?? memory },
  };
}
