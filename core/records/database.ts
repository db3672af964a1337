import { z } from 'zod';

export const databaseEngineSchema = z.enum(['postgresql', 'mysql', 'aurora-postgresql', 'aurora-mysql']);
export type DatabaseEngine = z.infer<typeof databaseEngineSchema>;

/** What the size of a database may be decided by. */
export const databaseBindingSchema = z.enum(['cpu', 'memory', 'connections']);
export type DatabaseBinding = z.infer<typeof databaseBindingSchema>;

/** The database behind the tasks of an option. */
export const sizedDatabaseSchema = z.object({
  service: z.enum(['rds', 'aurora', 'aurora-serverless-v2']),
  engine: databaseEngineSchema,
  /** As AWS names it: `db.m6g.large`, or the range of capacity units. */
  size: z.string(),
  /** Of Aurora Serverless v2: what its capacity moves between; absent of a class. */
  capacityUnits: z.object({ least: z.number(), most: z.number() }).optional(),
  /** The writer, and the one that takes over from it. */
  instances: z.int(),
  vcpu: z.number(),
  memoryGb: z.number(),
  storageGb: z.number(),
  /** Of the writer's CPU at the design load, 0–1. */
  utilisation: z.number(),
  /** Connections open at a time, `null` where nobody states them, and the engine's `max_connections`. */
  connections: z.object({ open: z.int().nullable(), most: z.int() }),
  /** What is nearest to what it may use, and what comes next. */
  binding: databaseBindingSchema,
  runnerUp: databaseBindingSchema.nullable(),
  notes: z.array(z.string()),
});
export type SizedDatabase = z.infer<typeof sizedDatabaseSchema>;
