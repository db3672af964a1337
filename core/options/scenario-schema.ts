import { z } from 'zod';
import { parseDuration } from '../duration.ts';

const aDuration = 'must be a duration such as "30s"';
const duration = z.union([z.string(), z.number()], aDuration).transform((value, context) => {
  const durationMs = parseDuration(value);
  if (durationMs !== undefined) return durationMs;
  context.addIssue(`${aDuration}, got "${value}"`);
  return z.NEVER;
});
const load = duration.refine((durationMs) => durationMs >= 1_000, 'must be at least 1s');
const unit = duration.refine((durationMs) => durationMs > 0, 'must be more than 0');

const notNegative = z.int('must be a whole number').nonnegative('must not be negative');
const positive = z.int('must be a whole number').positive('must be more than 0');

/** What k6 takes when a number is not set. */
const or = <T extends z.ZodType>(schema: T, value: z.output<T>) =>
  schema.nullish().transform((set) => set ?? value);

const stages = z
  .array(z.looseObject({ duration, target: notNegative }), 'must be a list of stages')
  .min(1, 'must have at least one stage');

const base = {
  exec: or(z.string().min(1, 'must not be empty'), 'default'),
  startTime: or(duration, 0),
  gracefulStop: or(duration, 30_000),
};

const arrival = {
  ...base,
  timeUnit: or(unit, 1_000),
  preAllocatedVUs: notNegative,
  maxVUs: notNegative.nullish(),
};

const counted = {
  ...base,
  vus: or(positive, 1),
  iterations: or(positive, 1),
  maxDuration: or(load, 600_000),
};

/** The scenarios of k6's options by executor, with k6's own defaults and limits. */
export const scenarioSchema = z.discriminatedUnion(
  'executor',
  [
    z.looseObject({ executor: z.literal('constant-vus'), ...base, vus: or(positive, 1), duration: load }),
    z.looseObject({
      executor: z.literal('ramping-vus'),
      ...base,
      startVUs: or(notNegative, 1),
      stages,
      gracefulRampDown: or(duration, 30_000),
    }),
    z.looseObject({ executor: z.literal('shared-iterations'), ...counted }),
    z.looseObject({ executor: z.literal('per-vu-iterations'), ...counted }),
    z.looseObject({
      executor: z.literal('constant-arrival-rate'),
      ...arrival,
      rate: positive,
      duration: load,
    }),
    z.looseObject({
      executor: z.literal('ramping-arrival-rate'),
      ...arrival,
      startRate: or(notNegative, 0),
      stages,
    }),
  ],
  'must be constant-vus, ramping-vus, shared-iterations, per-vu-iterations, constant-arrival-rate or ramping-arrival-rate',
);

export type ParsedScenario = z.output<typeof scenarioSchema>;
