import type { V1EnvFromSource, V1EnvVar, V1Job, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { RunPlan } from '../../core/records/index.ts';
import { k6Environment } from '../../runner/k6-environment.ts';
import { feedEnvironment } from '../../runner/worker/feed-environment.ts';
import type { KubernetesConfig } from '../config.ts';
import { coordinatorPorts } from '../coordinator/ports.ts';
import { parseQuantity } from '../quantity.ts';
import { jobName, objectName, podLabels } from '../run-names.ts';
import { k6Port, longestRunMs, type RunSettings } from '../settings.ts';
import { finishedTtlSeconds, programDirectory, scratchDirectory } from './layout.ts';
import { metadataOf, type Owner } from './metadata.ts';
import { podTemplate, resourcesOf } from './pod.ts';

/** The user `k6` of the stock image. */
const k6UserId = 12_345;

/** Share of the memory limit that Go's heap may fill: the rest is for stacks, the supervisor and the archive's pages. */
const heapShare = 0.9;

/**
 * One pod a worker, in an Indexed Job. An index that fails is neither tried again, since a segment never starts twice,
 * nor does it take the others down. The pods look for the coordinator as soon as they are up, and have no liveness
 * probe: a busy generator would fail it at its peak.
 */
export function workerJob(plan: RunPlan, settings: RunSettings, owner?: Owner): V1Job {
  const { runId, workers } = plan;
  const { metadata, spec } = workerPod(plan, settings);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadataOf(runId, jobName(runId, 'worker'), settings, owner),
    spec: {
      // Workers wait for the coordinator only so long: they come when everything is prepared.
      ...(settings.kubernetes.prepare.length > 0 && { suspend: true }),
      completionMode: 'Indexed',
      completions: workers,
      parallelism: workers,
      backoffLimitPerIndex: 0,
      activeDeadlineSeconds: Math.ceil(longestRunMs(plan, settings) / 1_000),
      ttlSecondsAfterFinished: finishedTtlSeconds,
      template: {
        ...(metadata && { metadata }),
        ...(spec && { spec: { ...spec, topologySpreadConstraints: [spreadOverNodes(runId)] } }),
      },
    },
  };
}

function workerPod(plan: RunPlan, settings: RunSettings): V1PodTemplateSpec {
  const { kubernetes, programs } = settings;
  const { runId } = plan;
  return podTemplate(kubernetes, {
    runId,
    component: 'worker',
    userId: k6UserId,
    programs: Object.keys(programs.supervisor),
    container: {
      image: kubernetes.images.k6,
      command: ['/bin/sh', `${programDirectory}/worker.sh`],
      args: k6Variables(runId),
      env: workerVariables(plan, settings),
      envFrom: [...kubernetes.envFrom.map(environmentSource), { secretRef: { name: objectName(runId) } }],
      ports: [{ name: 'k6', containerPort: k6Port }],
      resources: resourcesOf(kubernetes.resources),
    },
  });
}

function spreadOverNodes(runId: string) {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: podLabels(runId, 'worker') },
  };
}

/** What configures k6 itself: the script takes it as arguments, after it has removed what else would. */
function k6Variables(runId: string): string[] {
  const {
    K6_OTEL_HTTP_EXPORTER_URL_PATH: _path,
    K6_OTEL_HEADERS: _headers,
    ...feed
  } = feedEnvironment({
    coordinator: `http://${coordinatorHost(runId)}`,
    token: '',
    index: 0,
    k6: 'k6',
    directory: scratchDirectory,
    cwd: scratchDirectory,
  });
  return Object.entries({ ...feed, ...k6Environment({}, {}) }).map(([name, value]) => `${name}=${value}`);
}

function coordinatorHost(runId: string): string {
  return `${objectName(runId)}:${coordinatorPorts.workers}`;
}

/** What the supervisor needs, and how much of the limits Go may use. */
function workerVariables({ runId }: RunPlan, { kubernetes }: RunSettings): V1EnvVar[] {
  const { cpu, memory } = kubernetes.resources;
  const heapBytes = Math.floor((parseQuantity(memory) ?? 0) * heapShare);
  const literals = {
    LOADTEST_COORDINATOR: coordinatorHost(runId),
    LOADTEST_READY_SECONDS: Math.ceil(kubernetes.readyTimeoutMs / 1_000),
    LOADTEST_K6_PORT: k6Port,
    TMPDIR: scratchDirectory,
    GOMAXPROCS: Math.max(1, Math.ceil(parseQuantity(cpu) ?? 1)),
    GOMEMLIMIT: `${heapBytes}B`,
    GOGC: 'off',
  };
  return [
    ...Object.entries(literals).map(([name, value]) => ({ name, value: String(value) })),
    { name: 'LOADTEST_POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'LOADTEST_NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  ];
}

export function environmentSource(source: KubernetesConfig['envFrom'][number]): V1EnvFromSource {
  return 'secret' in source
    ? { secretRef: { name: source.secret } }
    : { configMapRef: { name: source.configMap } };
}
