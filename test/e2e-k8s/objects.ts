import { images } from './images.ts';

/** A namespace that admits only pods of the restricted Pod Security level. */
export function restrictedNamespace(name: string): object {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** What the restricted level asks of a container. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** What it asks of a pod, which runs as this user. */
export function restrictedPod(runAsUser: number): object {
  return { runAsNonRoot: true, runAsUser, seccompProfile: { type: 'RuntimeDefault' } };
}

/** The counting target as a Deployment of one pod, and its Service, both named `target`. */
export function target(namespace: string): readonly object[] {
  const metadata = { name: 'target', namespace };
  const labels = { app: 'target' };
  const container = {
    name: 'target',
    image: images.TARGET_IMAGE,
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
    securityContext: restrictedContainer,
  };
  const template = {
    metadata: { labels },
    spec: { securityContext: restrictedPod(65532), containers: [container] },
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ];
}
