import { z } from 'zod';

/** What a worker's supervisor is started with; it comes as JSON in one environment variable. */
export const workerSettingsSchema = z.object({
  /** `http://host:port` of the coordinator. */
  coordinator: z.string(),
  token: z.string(),
  index: z.int().nonnegative(),
  k6: z.string(),
  /** An existing directory for the archive. */
  directory: z.string(),
  /** The directory that k6 runs in. */
  cwd: z.string(),
  /** Heap limit of k6, which then collects garbage only near it; without it Go's own rule holds. */
  memoryLimitBytes: z.int().positive().optional(),
});

export type WorkerSettings = z.infer<typeof workerSettingsSchema>;

/** The environment variable that holds the settings. */
export const workerSettingsVariable = 'LOADTEST_WORKER';
