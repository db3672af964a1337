import { z } from 'zod';
import { runPlanSchema } from '../../core/records/index.ts';

/** What the coordinator's pod is started with, beside the token: a file in its ConfigMap. */
export const coordinatorSettingsSchema = z.object({
  plan: runPlanSchema,
  /** Digest of the archive that is going to be uploaded. */
  archiveDigest: z.string(),
  /** Where the sources lie on the machine that planned the run, and its working directory: for places in messages. */
  sourceRoot: z.string(),
  cwd: z.string(),
  /** An existing directory for the result. */
  resultsDirectory: z.string(),
  /** Must answer before any load is sent. */
  targetUrl: z.string().optional(),
  readyMs: z.number().positive(),
  /** How long a finished run waits to be fetched. */
  retainMs: z.number().nonnegative(),
});

export type CoordinatorSettings = z.infer<typeof coordinatorSettingsSchema>;

/** The ports of the coordinator's pod: workers push to the first, the command line talks to the second. */
export const coordinatorPorts = { workers: 6566, control: 6567 } as const;

/** The environment variables of the coordinator's pod. */
export const coordinatorVariables = { settingsFile: 'LOADTEST_SETTINGS', token: 'LOADTEST_TOKEN' } as const;
