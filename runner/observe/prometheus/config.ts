import { z } from 'zod';
import { durationMsSchema } from '../../config.ts';

/** One PromQL query and the series that it becomes. */
const querySchema = z
  .strictObject({
    query: z.string().min(1),
    /** What the query is about, for one that gives one series. */
    resource: z.string().min(1).optional(),
    /** The label that names the resources, for one that gives a series of each. */
    resourceLabel: z.string().min(1).optional(),
    metric: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'must be small letters, digits and underscores such as "cpu_cores"'),
    /** The unit of the values, in the record's words; told from the metric's name unless given. */
    unit: z.enum(['cores', 'bytes', 'bytes/s', 'ms', 'share', '/s', '']).optional(),
    /** Whether a value is of an instant or of the time before it; told from the query unless given. */
    stamps: z.enum(['instant', 'start', 'end']).optional(),
  })
  .refine(({ resource, resourceLabel }) => (resource === undefined) !== (resourceLabel === undefined), {
    error: 'a query takes exactly one of resource and resourceLabel',
  });
export type PrometheusQuery = z.infer<typeof querySchema>;

/** Where the secret stands, never the secret itself. */
const authSchema = z.union(
  [
    z.strictObject({ bearerTokenFrom: z.string().min(1) }),
    z.strictObject({ user: z.string().min(1), passwordFrom: z.string().min(1) }),
  ],
  { error: 'must be {bearerTokenFrom}, or {user, passwordFrom}, with the names of environment variables' },
);
export type PrometheusAuth = z.infer<typeof authSchema>;

/** An entry of `observers` that reads a Prometheus server. */
export const prometheusObserverSchema = z.strictObject({
  type: z.literal('prometheus'),
  /** Without `/api/v1`. */
  url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as "http://127.0.0.1:9090"' })
    .refine((url) => {
      const { username, password } = new URL(url);
      return username === '' && password === '';
    }, 'must not hold a user or a password: give them as auth'),
  auth: authSchema.optional(),
  /** The time between two points: the scrape interval, or a multiple of it. */
  stepMs: durationMsSchema.pipe(z.number().min(1_000, 'must be at least 1s')).default(15_000),
  timeoutMs: durationMsSchema.default(10_000),
  queries: z.array(querySchema).min(1),
});
export type PrometheusObserver = z.infer<typeof prometheusObserverSchema>;
