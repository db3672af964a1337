import type { V1PodSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunId } from '../../cli/run/run-id.ts';
import { planObjects } from '../../k8s/manifests/plan-objects.ts';
import { renderManifests } from '../../k8s/manifests/render.ts';
import { objectName, podLabels, runLabels } from '../../k8s/run-names.ts';
import { objectsOf, planOf, settingsOf } from './plan-fixture.ts';

const envOf = (spec: V1PodSpec) =>
  Object.fromEntries(spec.containers[0]?.env?.map(({ name, value }) => [name, value]) ?? []);

describe('planObjects', () => {
  it('renders the defaults as they were reviewed', async () => {
    const { coordinatorJob, owned } = planObjects(planOf(), settingsOf());
    await expect(renderManifests([coordinatorJob, ...owned()])).toMatchFileSnapshot('golden/default.yaml');
  });

  it('renders everything that can be set as it was reviewed', async () => {
    const { coordinatorJob, owned } = planObjects(planOf(), settingsOf(everything));
    await expect(renderManifests([coordinatorJob, ...owned('uid-1')])).toMatchFileSnapshot(
      'golden/everything.yaml',
    );
  });

  it('has the coordinator own everything else', () => {
    const { coordinatorJob } = planObjects(planOf(), settingsOf());
    expect(coordinatorJob.metadata?.ownerReferences).toBeUndefined();
    for (const { metadata } of objectsOf().others) {
      expect(metadata?.ownerReferences).toEqual([
        { apiVersion: 'batch/v1', kind: 'Job', name: 'loadtest-20261123-161526-8qe5', uid: 'uid-1' },
      ]);
      expect(metadata?.labels).toMatchObject(runLabels(planOf().runId));
      expect(metadata?.namespace).toBe('load');
    }
  });

  it('names nothing and nobody else', () => {
    const names = objectsOf().all.map(({ kind, metadata }) => `${kind} ${metadata?.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('makes names and labels that Kubernetes takes, whatever the scenario is called', () => {
    const label = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
    const value = /^[a-zA-Z0-9]([\w.-]*[a-zA-Z0-9])?$/;
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.nat(),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (scenario, now, draws) => {
          const random = () => draws.next().value;
          const runId = createRunId({ now: () => now * 1_000, random }, scenario);
          for (const { metadata } of objectsOf({}, planOf({ runId })).all) {
            expect(metadata?.name).toMatch(label);
            expect(metadata?.name?.length).toBeLessThanOrEqual(63 - '-4999-abcde'.length);
            for (const text of Object.values(metadata?.labels ?? {})) {
              expect(text).toMatch(value);
              expect(text.length).toBeLessThanOrEqual(63);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ['an argument that cannot stand on one line', { k6Args: ['--user-agent', 'a\nb'] }, {}],
    ['a variable that no environment can hold', {}, { 'A-B': '1' }],
    ['a variable that the supervisor needs', {}, { LOADTEST_TOKEN: 'x' }],
  ])('refuses %s', (_, plan, variables) => {
    expect(() => planObjects(planOf(plan), settingsOf({}, { variables }))).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });

  it('says which file is too large for a ConfigMap', () => {
    const programs = { coordinator: 'ü'.repeat(2 ** 19), supervisor: {} };
    const { owned } = planObjects(planOf(), settingsOf({}, { programs }));
    expect(() => owned()).toThrow(
      /expected less than 1 MiB, the limit of a ConfigMap: coordinator.mjs 1 MiB, settings.json/,
    );
  });
});

describe('every pod', () => {
  const { coordinator, worker } = objectsOf();

  it.each([
    ['coordinator', coordinator, 1_000],
    ['worker', worker, 12_345],
  ])('of the %s meets the restricted Pod Security level as a numbered user', (_, spec, userId) => {
    expect(spec.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ]);
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
    });
  });

  it.each([
    ['coordinator', coordinator],
    ['worker', worker],
  ])('of the %s keeps to what EKS on Fargate allows', (_, spec) => {
    const volumes = spec.volumes?.flatMap(({ name: _name, ...source }) => Object.keys(source)) ?? [];
    expect(['configMap', 'emptyDir', 'persistentVolumeClaim', 'secret']).toEqual(
      expect.arrayContaining(volumes),
    );
    for (const key of ['hostNetwork', 'hostPID', 'hostIPC'] as const) expect(spec[key]).toBeUndefined();
    for (const port of spec.containers[0]?.ports ?? []) expect(port.hostPort).toBeUndefined();
    expect(
      spec.topologySpreadConstraints?.every(
        ({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway',
      ) ?? true,
    ).toBe(true);
  });

  it('has no probe, which a generator at its peak would fail', () => {
    for (const { livenessProbe, readinessProbe, startupProbe } of [
      ...worker.containers,
      ...coordinator.containers,
    ]) {
      expect([livenessProbe, readinessProbe, startupProbe]).toEqual([undefined, undefined, undefined]);
    }
  });

  it('names images that do not float', () => {
    for (const { image } of [...worker.containers, ...coordinator.containers])
      expect(image).toMatch(/:[^:]*\d[^:]*$/);
  });
});

describe('the workers', () => {
  it('start once an index, and the failure of one leaves the others alone', () => {
    expect(objectsOf().workerJob?.spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
      backoffLimitPerIndex: 0,
    });
    expect(objectsOf().workerJob?.spec?.backoffLimit).toBeUndefined();
  });

  it.each([
    ['a whole CPU', { cpu: 2, memory: '2Gi' }, '2', '1932735283B'],
    ['a part of a CPU', { cpu: '1500m', memory: '512Mi' }, '2', '483183820B'],
    ['less than one CPU', { cpu: '250m', memory: '1G' }, '1', '900000000B'],
  ])('tell Go of their limits: %s', (_, resources, processors, heap) => {
    const { worker } = objectsOf({ resources });
    expect(envOf(worker)).toMatchObject({ GOMAXPROCS: processors, GOMEMLIMIT: heap, GOGC: 'off' });
    expect(worker.containers[0]?.resources?.requests).toEqual(worker.containers[0]?.resources?.limits);
  });

  it('request less only where the user says so', () => {
    const { worker } = objectsOf({ resources: { cpu: '2', memory: '1Gi', requests: { cpu: '500m' } } });
    expect(worker.containers[0]?.resources).toEqual({
      limits: { cpu: '2', memory: '1Gi' },
      requests: { cpu: '500m', memory: '1Gi' },
    });
  });

  it('spread over nodes beside what the user wants of them', () => {
    const affinity = {
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] },
    };
    const { worker } = objectsOf({ affinity });
    expect(worker.affinity).toEqual(affinity);
    expect(worker.topologySpreadConstraints).toMatchObject([
      {
        topologyKey: 'kubernetes.io/hostname',
        labelSelector: { matchLabels: podLabels(planOf().runId, 'worker') },
      },
    ]);
  });

  it('get variables from Secrets, and none stands in a Job, the plan or a print', () => {
    const { worker, secret, all } = objectsOf({
      env: { MODE: 'slow-mode' },
      envFrom: [{ secret: 'shop' }, { configMap: 'flags' }],
    });
    expect(worker.containers[0]?.envFrom).toEqual([
      { secretRef: { name: 'shop' } },
      { configMapRef: { name: 'flags' } },
      { secretRef: { name: objectName(planOf().runId) } },
    ]);
    expect(secret?.stringData).toEqual({
      MODE: 'slow-mode',
      SHOP_KEY: 'shop-key',
      LOADTEST_TOKEN: 'run-token',
    });
    const others = JSON.stringify(all.filter((object) => object !== secret));
    for (const value of ['slow-mode', 'shop-key', 'run-token']) {
      expect(others).not.toContain(value);
      expect(renderManifests(all)).not.toContain(value);
    }
  });
});

const everything = {
  images: {
    k6: `registry.example/k6@sha256:${'c'.repeat(64)}`,
    node: 'registry.example/node:22.11.0-alpine',
  },
  pullSecrets: ['registry'],
  resources: { cpu: '2', memory: '4Gi', requests: { cpu: '1' } },
  coordinatorResources: { cpu: '500m', memory: '256Mi' },
  nodeSelector: { pool: 'load' },
  tolerations: [{ key: 'pool', operator: 'Equal', value: 'load', effect: 'NoSchedule' }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }] },
        ],
      },
    },
  },
  labels: { team: 'shop' },
  annotations: { 'karpenter.sh/do-not-disrupt': 'false', 'sidecar.istio.io/inject': 'false' },
  priorityClassName: 'load',
  serviceAccountName: 'loadtest-pods',
  env: { MODE: 'slow' },
  envFrom: [{ secret: 'shop-credentials' }, { configMap: 'shop-flags' }],
  targetPods: [{ namespace: 'shop', labels: { app: 'checkout' } }],
  retainMs: '1h',
  readyTimeoutMs: '10m',
  results: {
    bucket: 'load-tests',
    prefix: 'shop',
    region: 'eu-central-1',
    endpoint: 'https://objects.example',
    credentialsSecret: 'bucket-keys',
    serviceAccountName: 'results-writer',
  },
};
