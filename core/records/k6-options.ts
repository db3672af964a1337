import { z } from 'zod';

/** One entry of k6's `scenarios` option; what depends on the executor is read where it is used. */
export const k6ScenarioSchema = z.looseObject({
  executor: z.string(),
  exec: z.string().nullish(),
  startTime: z.union([z.string(), z.number()]).nullish(),
  gracefulStop: z.union([z.string(), z.number()]).nullish(),
});

const thresholdSchema = z.union([
  z.string(),
  z.object({
    threshold: z.string(),
    abortOnFail: z.boolean().nullish(),
    delayAbortEval: z.union([z.string(), z.number()]).nullish(),
  }),
]);

/** k6's options as they stand in an archive's `metadata.json`: `null` is "not set"; unknown keys are kept. */
export const k6OptionsSchema = z.looseObject({
  vus: z.number().nullish(),
  duration: z.union([z.string(), z.number()]).nullish(),
  iterations: z.number().nullish(),
  stages: z
    .array(z.looseObject({ duration: z.union([z.string(), z.number()]), target: z.number() }))
    .nullish(),
  scenarios: z.record(z.string(), k6ScenarioSchema).nullish(),
  thresholds: z.record(z.string(), z.array(thresholdSchema)).nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
  systemTags: z.array(z.string()).nullish(),
  blacklistIPs: z.array(z.string()).nullish(),
  rps: z.number().nullish(),
  setupTimeout: z.union([z.string(), z.number()]).nullish(),
  teardownTimeout: z.union([z.string(), z.number()]).nullish(),
});

export type K6Options = z.infer<typeof k6OptionsSchema>;
export type K6Scenario = z.infer<typeof k6ScenarioSchema>;
