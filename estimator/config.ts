import { z } from 'zod';
import { type RangedField, type ValueRange, type Workload, workloadProblems } from '../core/load/index.ts';
import { architectureSchema } from '../core/records/index.ts';
import { type Amount, amountSchema, rangeProblem, rangeSchema } from './amount.ts';
import { jobsSchema } from './batch/stated-jobs.ts';
import { cacheSchema } from './cache/stated-cache.ts';
import { connectionsSchema } from './connections/stated-connections.ts';
import { databaseSchema } from './database/stated-database.ts';
import { deploymentSchema } from './deployment.ts';
import { currentPlatformNames, platformNames } from './platform-names.ts';
import { objectivesOfText } from './safe-utilisation/objectives.ts';

const workloadSchema = z
  .strictObject({
    concurrentUsers: amountSchema.optional(),
    dailyUsers: amountSchema.optional(),
    sessionsPerUser: amountSchema.optional(),
    pagesPerSession: amountSchema.optional(),
    requestsPerSession: amountSchema.optional(),
    requestsPerPage: amountSchema.optional(),
    thinkTimeSeconds: amountSchema.optional(),
    pageSeconds: amountSchema.optional(),
    peakHourShare: amountSchema.optional(),
    peakRatio: amountSchema.optional(),
    growth: amountSchema.optional(),
    hourlyShares: z.array(z.number()).optional(),
    weekdayFactors: z.array(z.number()).optional(),
    events: z
      .array(
        z.strictObject({
          weekday: z.number(),
          hour: z.number(),
          users: z.number(),
          withinSeconds: z.number(),
          requestsPerUser: z.number(),
        }),
      )
      .optional(),
    mix: z.record(z.string(), z.number()).optional(),
  })
  .check((check) => {
    for (const problem of [...rangeProblems(check.value), ...problemsOf(plain(check.value))]) {
      const [field = '', ...rest] = problem.split(/:? /);
      const isField = field in check.value;
      check.issues.push({
        code: 'custom',
        input: isField ? undefined : check.value,
        path: isField ? [field] : [],
        message: isField ? rest.join(' ') : problem,
      });
    }
  })
  .transform(plain);

type StatedWorkload = Readonly<Record<string, unknown>> & {
  readonly [Field in RangedField]?: Amount | undefined;
};

/** The workload with the middle of each range, and the ranges beside it. */
function plain(stated: StatedWorkload): Workload {
  const entries = Object.entries(stated);
  const ranges = entries.filter(([field, value]) => rangeOf(field, value) !== undefined);
  const values = entries.map(([field, value]) => [field, rangeOf(field, value)?.mid ?? value]);
  return { ...Object.fromEntries(values), ...(ranges.length > 0 && { ranges: Object.fromEntries(ranges) }) };
}

/** `undefined` also where the schema has found fault with it. */
function rangeOf(field: string, value: unknown): ValueRange | undefined {
  const isRange = field !== 'mix' && typeof value === 'object' && value !== null && 'mid' in value;
  return isRange ? rangeSchema.safeParse(value).data : undefined;
}

function rangeProblems(stated: StatedWorkload): readonly string[] {
  return Object.entries(stated).flatMap(([field, value]) => {
    const range = rangeOf(field, value);
    if (!range) return [];
    const problem = rangeProblem(range);
    return problem === undefined ? [] : [`${field} ${problem}`];
  });
}

/** The command line may say how many users there are, so the configuration need not. */
function problemsOf(workload: Workload): readonly string[] {
  const hasUsers = workload.concurrentUsers !== undefined || workload.dailyUsers !== undefined;
  return workloadProblems(hasUsers ? workload : { ...workload, concurrentUsers: 1 });
}

const sloSchema = z.string().transform((text, context) => {
  try {
    return objectivesOfText(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message.replace(/^slo: /, '') });
    return z.NEVER;
  }
});

/** What runs now: a size and a count, or an ECS service on Fargate that is looked up. */
const currentSchema = z
  .strictObject({
    platform: z.enum(currentPlatformNames).default('ecs-fargate'),
    /** As the platform names it: `1 vCPU, 2 GB`, or `m7g.large`. */
    size: z.string().min(1).optional(),
    architecture: architectureSchema.optional(),
    tasks: z.int().positive().optional(),
    /** Cluster and service, by their names. */
    ecs: z.strictObject({ cluster: z.string().min(1), service: z.string().min(1) }).optional(),
  })
  .check(({ value, issues }) => {
    const { size, tasks, ecs } = value;
    const isSize = size !== undefined && tasks !== undefined && !ecs;
    const isService = ecs && size === undefined && tasks === undefined;
    if (isSize || isService) return;
    issues.push({
      code: 'custom',
      input: value,
      message: 'needs size and tasks, or an ECS service, and not both',
    });
  });

/** The machine that ran the server while it was measured, where the runs do not say it, or say it wrongly. */
const measuredSchema = z.strictObject({
  architecture: architectureSchema.optional(),
  /** Of one server, as its system counts them: two threads of one core are two. */
  cores: z.number().positive().optional(),
  threadsPerCore: z.union([z.literal(1), z.literal(2)]).optional(),
  /** Cs² of its service times: 0 where all requests cost the same, 1 of exponential ones. */
  serviceVariability: z.number().nonnegative().optional(),
});

/** The estimator's part of the configuration: how many people use the system and how, and where it runs. */
export const estimatorConfigShape = {
  workload: workloadSchema.optional(),
  /** The jobs of AWS Batch that an estimate of jobs sizes. */
  jobs: jobsSchema.optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as "ap-northeast-1"')
    .optional(),
  platforms: z.array(z.enum(platformNames)).min(1).default(['ecs-fargate']),
  /** How the service is deployed: what its bill depends on beside its load. */
  deployment: deploymentSchema.prefault({}),
  /** The database behind the service; its bill joins that of every option. */
  database: databaseSchema.optional(),
  /** The cache behind it, likewise. */
  cache: cacheSchema.optional(),
  /** The machine that the server was measured on. */
  measured: measuredSchema.prefault({}),
  /** A service that holds WebSocket connections, sized by these instead of requests. */
  connections: connectionsSchema.optional(),
  /** What runs now, to be compared with what is proposed. */
  current: currentSchema.optional(),
  /** Discount of a Savings Plan on compute, such as 0.2; its best commitment is worked out. */
  commitmentDiscount: z.number().gt(0).lt(1).optional(),
  /** A file of own prices and discounts, relative to the configuration. */
  prices: z.string().min(1).optional(),
  /** Limits on response times that sizes must keep, such as `p99<300ms`; without them, those of the run's thresholds. */
  slo: sloSchema.optional(),
  /** The highest utilisation that a sizing plans for: above 0, below 1. */
  utilisation: z.number().gt(0).lt(1).optional(),
};
