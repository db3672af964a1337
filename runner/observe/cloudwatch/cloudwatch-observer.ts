import { z } from 'zod';
import { durationMsSchema } from '../../config.ts';
import { recordUnits } from './units.ts';

const nameSchema = z.string().min(1);

const loadBalancerSchema = (kind: 'app' | 'net') =>
  z.union([
    balancerSchema(kind),
    z.strictObject({
      loadBalancer: balancerSchema(kind),
      targetGroup: z
        .string()
        .regex(/^arn:[^:]+:elasticloadbalancing:.*:targetgroup\//, 'must be the ARN of a target group')
        .optional(),
    }),
  ]);

function balancerSchema(kind: 'app' | 'net') {
  const what = kind === 'app' ? 'an application' : 'a network';
  return nameSchema.refine((value) => !value.startsWith('arn:') || value.includes(`:loadbalancer/${kind}/`), {
    error: `must be the name or the ARN of ${what} load balancer`,
  });
}

/** One of them, or a list. */
const some = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1)]);

/** What may be observed, by the key that names it. */
const resourceShape = {
  ecs: some(z.strictObject({ cluster: nameSchema, service: nameSchema })).optional(),
  eks: some(
    z.strictObject({
      cluster: nameSchema,
      namespace: nameSchema.optional(),
      service: nameSchema.optional(),
      pod: nameSchema.optional(),
      enhanced: z.boolean().optional(),
    }),
  ).optional(),
  alb: some(loadBalancerSchema('app')).optional(),
  nlb: some(loadBalancerSchema('net')).optional(),
  lambda: some(
    z.union([
      nameSchema,
      z.strictObject({
        function: nameSchema,
        alias: nameSchema.optional(),
        insights: z.boolean().optional(),
      }),
    ]),
  ).optional(),
  /** Name or ARN. */
  appRunner: some(nameSchema).optional(),
  /** Identifiers of database instances. */
  rds: some(nameSchema).optional(),
  /** Identifiers of clusters. */
  aurora: some(nameSchema).optional(),
  /** Replication groups or cache clusters. */
  elasticache: some(nameSchema).optional(),
  /** Instance ids. */
  ec2: some(nameSchema.regex(/^i-/, 'must be the id of an instance, such as "i-0abc"')).optional(),
  autoScalingGroup: some(nameSchema).optional(),
  /** Compute environments. */
  batch: some(nameSchema).optional(),
  apiGateway: some(
    z
      .strictObject({
        rest: nameSchema.optional(),
        http: nameSchema.optional(),
        stage: nameSchema.optional(),
      })
      .refine(({ rest, http }) => (rest === undefined) !== (http === undefined), {
        error: 'takes either rest, the name of a REST API, or http, the id of an HTTP API',
      }),
  ).optional(),
};
export const resourceKeys = Object.keys(resourceShape);

const statistics =
  /^(Average|Sum|Minimum|Maximum|SampleCount|IQM|p\d{1,2}(\.\d+)?|p100|(TM|TC|TS|WM|PR)\(.+\))$/;

/** A metric of the user's own. */
const metricSchema = z.strictObject({
  namespace: nameSchema,
  metric: nameSchema,
  stat: z.string().regex(statistics, 'must be a statistic of CloudWatch, such as "Average", "Sum" or "p99"'),
  dimensions: z.record(nameSchema, nameSchema).default({}),
  /** Its name in the result; default: the metric's. */
  as: nameSchema.optional(),
  /** Whose it is in the result; default: the values of its dimensions. */
  resource: nameSchema.optional(),
  unit: z.enum(Object.keys(recordUnits) as [keyof typeof recordUnits]).default('None'),
  /** What a period without a value means. */
  missing: z.enum(['zero', 'unknown']).default('unknown'),
  perSecond: z.boolean().default(false),
  periodMs: durationMsSchema
    .refine(
      (periodMs) =>
        [1, 5, 10, 20, 30].includes(periodMs / 1_000) || (periodMs > 0 && periodMs % 60_000 === 0),
      {
        error: 'must be 1 s, 5 s, 10 s, 20 s, 30 s or whole minutes',
      },
    )
    .default(60_000),
});

/** An entry of `observers` that reads from CloudWatch. */
export const cloudWatchObserverSchema = z
  .strictObject({
    type: z.literal('cloudwatch'),
    /** Default: that of the environment or of the profile. */
    region: nameSchema.optional(),
    /** Of the AWS configuration files. */
    profile: nameSchema.optional(),
    /** How long a run waits at most for the data to be complete; by default it takes what is there. */
    waitMs: durationMsSchema.default(0),
    /** How long one answer of AWS may take. */
    timeoutMs: durationMsSchema.pipe(z.number().positive()).optional(),
    ...resourceShape,
    metrics: z.array(metricSchema).default([]),
  })
  .refine((observer) => observer.metrics.length > 0 || resourceKeys.some((key) => key in observer), {
    error: `names nothing to read: add metrics, or one of ${resourceKeys.join(', ')}`,
  })
  .refine(
    ({ region, ...observer }) =>
      region === undefined || regionsInArns(observer).every((each) => each === region),
    {
      error: 'names a resource by the ARN of another region: an observer reads from one region',
    },
  );
export type CloudWatchObserver = z.infer<typeof cloudWatchObserverSchema>;

/** The regions in all ARNs that an observer holds. */
export function regionsInArns(observer: object): string[] {
  const arns = JSON.stringify(observer).matchAll(/"arn:[^:"]+:[^:"]+:([a-z0-9-]+):/g);
  return [...arns].map(([, region = '']) => region);
}
