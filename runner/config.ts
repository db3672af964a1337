import { z } from 'zod';
import { parseDuration } from '../core/duration.ts';

const durationRule = 'must be milliseconds or a text with a unit such as "30s"';

/** Milliseconds, from a number or from a text with a unit: `30000` and `"30s"` are the same. */
export const durationMsSchema = z
  .union([z.number().nonnegative(), z.string()], { error: durationRule })
  .transform((value, check) => {
    const durationMs = typeof value === 'string' && /^[\d.]*$/.test(value) ? undefined : parseDuration(value);
    if (durationMs !== undefined) return durationMs;
    check.addIssue({ code: 'custom', message: durationRule, input: value });
    return z.NEVER;
  });

const environmentSchema = z.record(z.string(), z.string());

/** A program to start and a URL to wait for. */
const targetSchema = z.strictObject({
  /** Started by the shell before the run and ended after it; without it the target is only waited for. */
  command: z.string().min(1).optional(),
  url: z.url({ protocol: /^https?$/, error: 'must be a URL such as "http://127.0.0.1:3000/health"' }),
  readyTimeoutMs: durationMsSchema.default(30_000),
  env: environmentSchema.optional(),
  cwd: z.string().optional(),
});

const networkSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be an address or a network such as "10.1.0.0/16"',
});

/** A host that load may reach, and what it is. */
const allowedTargetSchema = z.strictObject({
  host: z
    .string()
    .regex(/^[\w.-]+$|^\[?[\da-f:]+\]?$/i, 'must be a host name or address without scheme, port and path'),
  environment: z.string().min(1),
  /** Where the host may resolve to; without it, to whatever it resolves to when the run is planned. */
  addresses: z.array(networkSchema).min(1).optional(),
  maxRatePerSec: z.number().positive().optional(),
});

const commandSchema = z
  .union(
    [
      z.string().min(1),
      z.strictObject({
        command: z.string().min(1),
        cwd: z.string().optional(),
        timeoutMs: durationMsSchema.optional(),
      }),
    ],
    { error: 'must be a command, or an object of command, cwd and timeoutMs' },
  )
  .transform((value) => (typeof value === 'string' ? { command: value } : value));

/** The runner's part of the configuration: what it starts, where load may go, and how it watches over the run. */
export const runnerConfigShape = {
  target: targetSchema.optional(),
  targets: z.array(allowedTargetSchema).default([]),
  /** Commands run once before the load; a failing one stops the run. */
  prepare: z.array(commandSchema).default([]),
  /** Commands run once after the load; a failing one is reported. */
  cleanup: z.array(commandSchema).default([]),
  workers: z.int().positive().default(1),
  lostWorker: z.enum(['abort', 'continue']).default('abort'),
  /** The run is aborted when this share of requests has failed for this long. */
  errorStorm: z
    .strictObject({
      share: z.number().gt(0).lte(1).default(0.9),
      windowMs: durationMsSchema.default(60_000),
    })
    .prefault({}),
  k6: z
    .strictObject({
      /** Neither download nor build k6. */
      offline: z.boolean().default(false),
    })
    .prefault({}),
};
