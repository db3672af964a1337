import { z } from 'zod';
import { durationMsSchema } from '../runner/config.ts';
import { environmentSourceSchema, imageSchema, nameSchema, resourcesOf } from './config-parts.ts';

/** A Job that is run once, before the load or after it. */
export const stageJobSchema = z.strictObject({
  image: imageSchema,
  /** The program and its arguments; default: what the image starts. */
  command: z.array(z.string()).min(1).optional(),
  /** Stands in the Job: what is secret comes from `envFrom`. */
  env: z.record(z.string(), z.string()).default({}),
  envFrom: z.array(environmentSourceSchema).default([]),
  /** Its token is mounted, unlike in the run's other pods. */
  serviceAccountName: nameSchema.optional(),
  /** Number of the user; default: the image's own, which must be a number other than 0. */
  user: z.int().positive().optional(),
  resources: resourcesOf('500m', '256Mi'),
  /** From its start to its end, the pull of the image included. */
  timeoutMs: durationMsSchema.prefault('5m'),
});

export type StageJobConfig = z.output<typeof stageJobSchema>;
