import type {
  KubernetesObject,
  V1ConfigMap,
  V1Job,
  V1NetworkPolicy,
  V1PodSpec,
} from '@kubernetes/client-node';
import type { RunPlan } from '../../core/records/index.ts';
import { type KubernetesConfig, kubernetesConfigSchema } from '../../k8s/config.ts';
import { planObjects } from '../../k8s/manifests/plan-objects.ts';
import type { RunSettings } from '../../k8s/settings.ts';

/** A plan of three workers against one network. */
export function planOf(changes: Partial<RunPlan> = {}): RunPlan {
  return {
    schemaVersion: 1,
    runId: '20261123-161526-checkout-8qe5',
    createdAt: '2026-11-23T16:15:26.000Z',
    scenario: { name: 'checkout', file: 'scenarios/checkout.ts' },
    bundleDigest: `sha256:${'b'.repeat(64)}`,
    options: { vus: 30, duration: '1m' },
    loadFrom: 'script',
    loadModel: 'closed',
    steps: [],
    maxDurationMs: 90_000,
    thresholds: [],
    workers: 3,
    segments: ['0:1/3', '1/3:2/3', '2/3:1'],
    backend: 'k8s',
    lostWorkerPolicy: 'abort',
    observers: [],
    guard: {
      environment: 'staging',
      allowed: ['203.0.113.7/32', '127.0.0.0/8', '2001:db8::/64'],
      blocked: ['0.0.0.0/1'],
      hosts: ['staging.shop.example'],
      errorStorm: { share: 0.9, windowMs: 60_000 },
    },
    envNames: ['SHOP_KEY'],
    k6Args: [],
    versions: { loadtest: '0.1.0', k6: '2.2.0', node: '22.0.0' },
    ...changes,
  };
}

/** The settings of a run under a configuration as the user writes it. */
export function settingsOf(kubernetes: object = {}, changes: Partial<RunSettings> = {}): RunSettings {
  return {
    kubernetes: configOf(kubernetes),
    namespace: 'load',
    token: 'run-token',
    variables: { SHOP_KEY: 'shop-key' },
    archiveDigest: `sha256:${'a'.repeat(64)}`,
    sourceRoot: '/home/dev/shop/scenarios',
    cwd: '/home/dev/shop',
    programs: {
      coordinator: 'console.log("coordinator");\n',
      supervisor: { 'worker.sh': '#!/bin/sh\n', 'k6-log.awk': 'END {}\n', 'usage.awk': 'BEGIN {}\n' },
    },
    ...changes,
  };
}

export function configOf(kubernetes: object): KubernetesConfig {
  return kubernetesConfigSchema.parse(kubernetes);
}

/** The objects of a run under a configuration, and some of them by what they are. */
export const objectsOf = (kubernetes: object = {}, plan = planOf()) => {
  const { coordinatorJob, owned } = planObjects(plan, settingsOf(kubernetes));
  const others = owned('uid-1');
  const find = <T extends KubernetesObject>(kind: string, suffix = '') =>
    others.find(
      (object): object is T => object.kind === kind && (object.metadata?.name ?? '').endsWith(suffix),
    );
  return {
    all: [coordinatorJob, ...others],
    others,
    coordinator: specOf(coordinatorJob),
    worker: specOf(find<V1Job>('Job')),
    workerJob: find<V1Job>('Job'),
    policy: (component: string) => find<V1NetworkPolicy>('NetworkPolicy', component)?.spec,
    secret: find<KubernetesObject & { stringData: object }>('Secret'),
    settings: () => JSON.parse(find<V1ConfigMap>('ConfigMap')?.data?.['settings.json'] ?? '{}'),
  };
};

/** The pod of a Job. */
export function specOf(job: V1Job | undefined): V1PodSpec {
  const spec = job?.spec?.template.spec;
  if (!spec) throw new Error('no pod');
  return spec;
}
