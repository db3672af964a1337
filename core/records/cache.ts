import { z } from 'zod';

export const cacheEngineSchema = z.enum(['valkey', 'redis', 'memcached']);
export type CacheEngine = z.infer<typeof cacheEngineSchema>;

/** What the size of a cache may be decided by; `engine` is the CPU that runs its commands. */
export const cacheBindingSchema = z.enum(['engine', 'memory', 'network', 'connections']);
export type CacheBinding = z.infer<typeof cacheBindingSchema>;

/** The cache behind the tasks of an option. */
export const sizedCacheSchema = z.object({
  engine: cacheEngineSchema,
  /** A node as AWS names it: `cache.m7g.large`. */
  size: z.string(),
  /** Parts that the keys are spread over, and nodes beside the primary one of each. */
  shards: z.int(),
  replicas: z.int(),
  /** Whether a replica in another zone takes over. */
  multiAz: z.boolean(),
  /** Of one node. */
  vcpu: z.number(),
  memoryGb: z.number(),
  /** In all shards together. */
  dataGb: z.number(),
  /** Of what runs the commands of a shard at the design load, 0–1: its engine's thread, or all vCPUs of Memcached. */
  utilisation: z.number(),
  /** Connections open to a node at a time, `null` where nobody states them, and those that it takes. */
  connections: z.object({ open: z.int().nullable(), most: z.int() }),
  /** What is nearest to what it may use, and what comes next. */
  binding: cacheBindingSchema,
  runnerUp: cacheBindingSchema.nullable(),
  /** Cheaper nodes and why they are not taken, the largest first. */
  smaller: z.array(z.object({ size: z.string(), reason: z.string() })),
  notes: z.array(z.string()),
});
export type SizedCache = z.infer<typeof sizedCacheSchema>;
