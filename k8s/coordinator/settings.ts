import { z } from 'zod';
import { runPlanSchema } from '../../core/records/index.ts';

/** Where the run is kept beside the pod's own disk: a volume that is mounted there, or a bucket. */
const storeSchema = z.union([
  z.object({ directory: z.string() }),
  z.object({
    bucket: z.string(),
    prefix: z.string().optional(),
    region: z.string(),
    endpoint: z.string().optional(),
  }),
]);

/** What the coordinator's pod is started with, beside the token: a file in its ConfigMap. */
export const coordinatorSettingsSchema = z.object({
  plan: runPlanSchema,
  /** Digest of the archive that is going to be uploaded. */
  archiveDigest: z.string(),
  /** Where the sources lie on the machine that planned the run, and its working directory: for places in messages. */
  sourceRoot: z.string(),
  cwd: z.string(),
  /** An existing directory for the run's files. */
  resultsDirectory: z.string(),
  /** Must answer before any load is sent. */
  targetUrl: z.string().optional(),
  store: storeSchema.optional(),
  readyMs: z.number().positive(),
  /** How long a finished run waits to be fetched, and how long when its store has it. */
  retainMs: z.number().nonnegative(),
  storedRetainMs: z.number().nonnegative(),
});

export type CoordinatorSettings = z.infer<typeof coordinatorSettingsSchema>;

/** The environment variables of the coordinator's pod. */
export const coordinatorVariables = { settingsFile: 'LOADTEST_SETTINGS', token: 'LOADTEST_TOKEN' } as const;
