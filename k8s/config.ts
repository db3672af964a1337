import type { V1Affinity, V1Toleration } from '@kubernetes/client-node';
import { z } from 'zod';
import { durationMsSchema } from '../runner/config.ts';
import { scrubbedNames } from '../runner/k6-environment.ts';
import { environmentSourceSchema, imageSchema, nameSchema, resourcesOf } from './config-parts.ts';
import { stageJobSchema } from './stage-config.ts';

const ownLabels = /^(app\.kubernetes\.io\/(name|instance|component|managed-by)|loadtest\/.*)$/;

const labelsSchema = z
  .record(
    z.string().refine((key) => !ownLabels.test(key), 'this label belongs to loadtest'),
    z
      .string()
      .regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, 'must be a label of at most 63 characters'),
  )
  .default({});

const environmentSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable')
      .refine((name) => !name.startsWith('LOADTEST_'), 'names with LOADTEST_ belong to loadtest')
      .refine(
        (name) => scrubbedNames({ [name]: '' }).length === 0,
        'would configure k6 itself, not the script',
      ),
    z.string(),
  )
  .default({});

const tolerationSchema = z
  .strictObject({
    key: z.string().optional(),
    operator: z.enum(['Exists', 'Equal']).optional(),
    value: z.string().optional(),
    effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
    tolerationSeconds: z.int().optional(),
  })
  .transform((toleration) => toleration as V1Toleration);

const affinitySchema = z
  .strictObject({
    nodeAffinity: z.looseObject({}).optional(),
    podAffinity: z.looseObject({}).optional(),
    podAntiAffinity: z.looseObject({}).optional(),
  })
  .transform((affinity) => affinity as V1Affinity);

/** A volume that outlives the pods of a run. */
const claimSchema = z.strictObject({ claim: nameSchema });

/** A bucket of S3, or of a service that speaks its protocol. */
const bucketSchema = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  /** Stands before the id of each run. */
  prefix: z
    .string()
    .regex(/^\w[\w.-]*(\/\w[\w.-]*)*$/, 'must be names such as "shop/load-tests"')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be a region such as "eu-central-1"')
    .default('us-east-1'),
  /** Of a service other than S3. */
  endpoint: z.url({ protocol: /^https?$/, error: 'must be a URL such as "http://minio:9000"' }).optional(),
  /** A Secret with `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if need be, `AWS_SESSION_TOKEN`. */
  credentialsSecret: nameSchema.optional(),
  /** The account of the coordinator alone, which a role with access to the bucket is bound to. */
  serviceAccountName: nameSchema.optional(),
});

/** Where results are kept, beside the disk of the coordinator's pod, which is gone with it. */
const resultsSchema = z.union([claimSchema, bucketSchema], {
  error: 'must be an object with the name of a claim, or with that of a bucket',
});

/** Pods behind the Services that load goes to: network policies see pods, never Services. */
const targetPodsSchema = z.strictObject({
  /** Default: the run's own. */
  namespace: nameSchema.optional(),
  labels: z.record(z.string(), z.string()).default({}),
});

/** Where a run's pods live, what they may use, and what they look like. */
export const kubernetesConfigSchema = z.strictObject({
  /** Of the kubeconfig; default: its current one. */
  context: z.string().optional(),
  /** Default: the context's. */
  namespace: nameSchema.optional(),
  images: z
    .strictObject({
      k6: imageSchema.default('docker.io/grafana/k6:2.2.0'),
      node: imageSchema.default('docker.io/library/node:22-alpine'),
    })
    .prefault({}),
  /** Secrets with registry credentials. */
  pullSecrets: z.array(nameSchema).default([]),
  /** Of each worker. */
  resources: resourcesOf('1', '1Gi'),
  coordinatorResources: resourcesOf('1', '512Mi'),
  nodeSelector: z.record(z.string(), z.string()).default({}),
  tolerations: z.array(tolerationSchema).default([]),
  affinity: affinitySchema.optional(),
  labels: labelsSchema,
  annotations: z.record(z.string(), z.string()).default({}),
  priorityClassName: nameSchema.optional(),
  serviceAccountName: nameSchema.optional(),
  /** Variables of the script, beside those given with `-e`. */
  env: environmentSchema,
  /** Secrets and ConfigMaps whose keys become variables of the script. */
  envFrom: z.array(environmentSourceSchema).default([]),
  targetPods: z.array(targetPodsSchema).default([]),
  /** Jobs run one after another before the load; a failing one stops the run. */
  prepare: z.array(stageJobSchema).default([]),
  /** Jobs run one after another after the load, whatever became of it; a failing one is reported. */
  cleanup: z.array(stageJobSchema).default([]),
  /** How long a finished run waits for somebody to fetch its result. */
  retainMs: durationMsSchema.prefault('24h'),
  /** How long pods may take to be scheduled, pulled and ready. */
  readyTimeoutMs: durationMsSchema.prefault('5m'),
  results: resultsSchema.optional(),
});

export type ResultsConfig = z.output<typeof resultsSchema>;

/** The configuration's `kubernetes`, complete: durations in milliseconds, quantities as texts. */
export type KubernetesConfig = z.output<typeof kubernetesConfigSchema>;

/** The Kubernetes room's part of the configuration. */
export const kubernetesConfigShape = { kubernetes: kubernetesConfigSchema.prefault({}) };
