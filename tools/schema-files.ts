import { z } from 'zod';
import { configSchema } from '../cli/config/schema.ts';
import {
  bundleSchema,
  estimateSchema,
  jobsEstimateSchema,
  measurementsSchema,
  runPlanSchema,
  runResultSchema,
} from '../core/records/index.ts';

const schemas = {
  config: { schema: configSchema, title: 'Configuration of loadtest', io: 'input' },
  bundle: { schema: bundleSchema, title: 'Bundle: a scenario as k6 archived it', io: 'output' },
  'run-plan': { schema: runPlanSchema, title: 'RunPlan: what a run is going to do', io: 'output' },
  'run-result': { schema: runResultSchema, title: 'RunResult: what came of a run', io: 'output' },
  measurements: {
    schema: measurementsSchema,
    title: 'Measurements: what servers used at which throughput',
    io: 'output',
  },
  estimate: {
    schema: estimateSchema,
    title: 'Estimate: sizes, counts and their monthly price',
    io: 'output',
  },
  'jobs-estimate': {
    schema: jobsEstimateSchema,
    title: 'JobsEstimate: compute environments of AWS Batch and their monthly price',
    io: 'output',
  },
} as const;

/** The JSON Schemas of the configuration and of the records, as file names under `docs/schema` and their texts. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { schema, title, io }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io });
      return [`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}
