import { z } from 'zod';
import { k6OptionsSchema } from '../../core/records/k6-options.ts';
import { estimatorConfigShape } from '../../estimator/config.ts';
import { durationMsSchema, runnerConfigShape } from '../../runner/config.ts';

/** What may differ from run to run, and therefore stands in a profile or at the top. */
const runShape = {
  /** k6's own options, over those of the script. */
  options: k6OptionsSchema.optional(),
  /** Variables for the scenario, as `-e` gives them. */
  env: z.record(z.string(), z.string()).default({}),
  tags: z.record(z.string(), z.string()).default({}),
  /** Thresholds by k6's keys, beside those of the script. */
  thresholds: k6OptionsSchema.shape.thresholds.unwrap().unwrap().default({}),
  workload: estimatorConfigShape.workload,
  workers: runnerConfigShape.workers,
  lostWorker: runnerConfigShape.lostWorker,
  errorStorm: runnerConfigShape.errorStorm,
};

/** The whole configuration: each room's part and the command line's own. */
export const configSchema = z.strictObject({
  ...runnerConfigShape,
  ...estimatorConfigShape,
  ...runShape,
  /** The directory of the scenarios that are called by name, relative to the configuration. */
  scenarios: z.string().min(1).default('loadtest/scenarios'),
  /** Sets of keys by name; the one that `--profile` names is laid over the top-level keys. */
  profiles: z.record(z.string(), z.strictObject(runShape).partial()).default({}),
  /** Where results are kept, relative to the configuration. */
  resultsDir: z.string().min(1).default('.loadtest/runs'),
  /** Older results than these are removed after a run; without it none are. */
  retention: z
    .strictObject({
      maxRuns: z.int().positive().optional(),
      maxAgeMs: durationMsSchema.optional(),
    })
    .optional(),
});

/** The configuration as it is written. */
export type ConfigInput = z.input<typeof configSchema>;

/** The configuration as commands see it: complete, durations in milliseconds. */
export type Config = z.output<typeof configSchema>;
