import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { images } from '../e2e-k8s/images.ts';
import { restrictedContainer, restrictedNamespace, restrictedPod } from '../e2e-k8s/objects.ts';

const name = 'sample-api';
const port = 8080;

/** The sample API as a Deployment of one pod with limits, its Service and their namespace. */
export async function sampleDeployment(
  namespace: string,
  limits: { readonly cpu: string; readonly memory: string },
  settings: Readonly<Record<string, string>>,
): Promise<readonly object[]> {
  const labels = { app: name };
  const metadata = { name, namespace };
  const env = { SAMPLE_API_PORT: String(port), SAMPLE_API_HOST: '0.0.0.0', ...settings };
  const container = {
    name,
    image: images.NODE_IMAGE,
    command: ['node', '/program/sample-api.mjs'],
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    resources: { limits, requests: limits },
    ports: [{ containerPort: port }],
    // None asks whether it is ready later on: an overloaded pod has to stay in the Service, to be seen as slow.
    startupProbe: {
      httpGet: { path: '/health', port },
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: 60,
    },
    volumeMounts: [{ name: 'program', mountPath: '/program' }],
    securityContext: restrictedContainer,
  };
  const spec = {
    // The variables that Kubernetes makes of a Service's name would be taken for settings.
    enableServiceLinks: false,
    securityContext: restrictedPod(1000),
    containers: [container],
    volumes: [{ name: 'program', configMap: { name } }],
  };
  return [
    restrictedNamespace(namespace),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'sample-api.mjs': await program() } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 80, targetPort: port }] },
    },
  ];
}

/** One file, which needs no image of its own. */
async function program(): Promise<string> {
  const bundled = await build({
    entryPoints: [fileURLToPath(new URL('../../sample-api/main.ts', import.meta.url))],
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'node', target: 'node20' },
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return bundled.outputFiles[0]?.text ?? '';
}
