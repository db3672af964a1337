import { z } from 'zod';
import { type Workload, workloadProblems } from '../core/load/index.ts';
import { deploymentSchema } from './deployment.ts';
import { platformNames } from './platform-names.ts';

const workloadSchema = z
  .strictObject({
    concurrentUsers: z.number().optional(),
    dailyUsers: z.number().optional(),
    sessionsPerUser: z.number().optional(),
    pagesPerSession: z.number().optional(),
    requestsPerSession: z.number().optional(),
    requestsPerPage: z.number().optional(),
    thinkTimeSeconds: z.number().optional(),
    pageSeconds: z.number().optional(),
    peakHourShare: z.number().optional(),
    peakRatio: z.number().optional(),
    growth: z.number().optional(),
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
    for (const problem of problemsOf(check.value)) {
      const [field = '', ...rest] = problem.split(/:? /);
      const isField = field in check.value;
      check.issues.push({
        code: 'custom',
        input: isField ? undefined : check.value,
        path: isField ? [field] : [],
        message: isField ? rest.join(' ') : problem,
      });
    }
  });

/** The command line may say how many users there are, so the configuration need not. */
function problemsOf(workload: Workload): readonly string[] {
  const hasUsers = workload.concurrentUsers !== undefined || workload.dailyUsers !== undefined;
  return workloadProblems(hasUsers ? workload : { ...workload, concurrentUsers: 1 });
}

/** The estimator's part of the configuration: how many people use the system and how, and where it runs. */
export const estimatorConfigShape = {
  workload: workloadSchema.optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as "ap-northeast-1"')
    .optional(),
  platforms: z.array(z.enum(platformNames)).min(1).default(['ecs-fargate']),
  /** How the service is deployed: what its bill depends on beside its load. */
  deployment: deploymentSchema.prefault({}),
  /** A file of own prices and discounts, relative to the configuration. */
  prices: z.string().min(1).optional(),
  /** The highest utilisation that a sizing plans for, where no SLO gives one: above 0, below 1. */
  utilisation: z.number().gt(0).lt(1).optional(),
};
