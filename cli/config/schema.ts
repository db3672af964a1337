import { z } from 'zod';
import { type K6Options, k6OptionsSchema } from '../../core/records/k6-options.ts';
import { readThresholds } from '../../core/thresholds/specs.ts';
import { estimatorConfigShape } from '../../estimator/config.ts';
import { kubernetesConfigShape } from '../../k8s/config.ts';
import { durationMsSchema, runnerConfigShape } from '../../runner/config.ts';
import { observerSchema } from '../observers.ts';
import { serverThresholdSchema } from '../server-thresholds.ts';

type Thresholds = NonNullable<K6Options['thresholds']>;

/** Which metrics there are only k6 can tell, with the script; everything else about a threshold is told here. */
function refuseFaults(thresholds: Thresholds, context: z.RefinementCtx<Thresholds>): void {
  for (const { key, expression, message } of readThresholds({ thresholds }).faults) {
    const at = (thresholds[key] ?? []).findIndex(
      (one) => (typeof one === 'string' ? one : one.threshold) === expression,
    );
    const path = at === -1 ? [key] : [key, at];
    context.addIssue({ code: 'custom', path, message: `cannot be judged: ${message}` });
  }
}

/** What stands at the top or in a profile, which is laid over the top. */
const runShape = {
  /** Variables for the scenario, as `-e` gives them. */
  env: z.record(z.string(), z.string()).default({}),
  tags: z.record(z.string(), z.string()).default({}),
  /** Thresholds by k6's keys, beside those of the script. */
  thresholds: k6OptionsSchema.shape.thresholds.unwrap().unwrap().superRefine(refuseFaults).default({}),
  /** Thresholds on what the observers read. */
  serverThresholds: z.array(serverThresholdSchema).default([]),
  workload: estimatorConfigShape.workload,
  workers: runnerConfigShape.workers,
  lostWorker: runnerConfigShape.lostWorker,
  errorStorm: runnerConfigShape.errorStorm,
};

const profileSchema = z.strictObject({
  /** k6's own options, over those of the script. */
  options: k6OptionsSchema.optional(),
  ...runShape,
});

/** The whole configuration: each room's part and the command line's own. */
export const configSchema = z.strictObject({
  /** For the editor of a JSON or YAML configuration. */
  $schema: z.string().optional(),
  ...runnerConfigShape,
  ...estimatorConfigShape,
  ...kubernetesConfigShape,
  ...runShape,
  /** What is watched during the run, besides the workers. */
  observers: z.array(observerSchema).default([]),
  /** Whether CloudWatch is read each minute of a run too, for the screen. */
  follow: z.boolean().default(false),
  /** The directory of the scenarios that are called by name, relative to the configuration. */
  scenarios: z.string().min(1).default('loadtest/scenarios'),
  /** Variants of a run by name, chosen with `--profile`. */
  profiles: z.record(z.string(), profileSchema).default({}),
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
