import { z } from 'zod';

/** What a worker says when it comes up: where its k6 can be reached, and which process that will be. */
export const registrationSchema = z.object({ address: z.string(), host: z.string() });
export type Registration = z.infer<typeof registrationSchema>;

/** What a worker gets to know when it registers. `k6Args` lack only address, feed and the archive's path. */
export const assignmentSchema = z.object({
  archiveDigest: z.string(),
  k6Args: z.array(z.string()),
  heartbeatMs: z.number().positive(),
});
export type Assignment = z.infer<typeof assignmentSchema>;

/** The assignment for a supervisor that cannot read JSON: the digest, then k6's arguments, one a line. */
export function assignmentLines({ archiveDigest, k6Args }: Assignment): string {
  return [archiveDigest, ...k6Args].map((line) => `${line}\n`).join('');
}

/** k6's use of the machine since it started, and what its cgroup allows. */
export const usageSchema = z.object({
  cpuSeconds: z.number().nonnegative(),
  memoryBytes: z.number().nonnegative(),
  cpuLimitCores: z.number().positive().optional(),
  /** Scheduling periods of the CPU quota so far, and those in which the worker was throttled. */
  periods: z.int().nonnegative().optional(),
  throttledPeriods: z.int().nonnegative().optional(),
});
export type Usage = z.infer<typeof usageSchema>;

export const heartbeatSchema = z.object({
  pid: z.int().optional(),
  usage: usageSchema.optional(),
  /** Exceptions that iterations threw since the start, by message. */
  exceptions: z.record(z.string(), z.int()),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** What a worker is to do next; it asks again whenever the answer was `continue`. */
export const commandSchema = z.object({ command: z.enum(['continue', 'release']) });
export type Command = z.infer<typeof commandSchema>;

/** k6's end. `exitCode` is null when a signal ended it. */
export const exitReportSchema = heartbeatSchema.extend({
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  logTail: z.string(),
});
export type ExitReport = z.infer<typeof exitReportSchema>;
