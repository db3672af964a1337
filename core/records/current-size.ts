import { z } from 'zod';
import { architectureSchema } from './sizing.ts';

/** What runs now, at the design load, beside the recommended option. */
export const currentSizeSchema = z.object({
  /** Where it was read: `given`, or a service and when it was looked up. */
  source: z.string(),
  platform: z.string(),
  /** As the platform names it. */
  size: z.string(),
  unit: z.enum(['task', 'pod', 'instance', 'concurrency']),
  architecture: architectureSchema,
  tasks: z.int(),
  /** Tasks of this size that the design load needs, redundancy included; `null` where no count would do. */
  neededTasks: z.int().nullable(),
  /** Of the CPU a task can use, at the design load; above 1 they cannot carry it. */
  utilisation: z.number(),
  /** The whole bill with this count. */
  usdPerMonth: z.number(),
  /** Places in the estimate's `prices`. */
  prices: z.array(z.int()),
  /** What the recommended option costs more: with a constant count, and with its policy; `null` where there is none. */
  change: z.object({ usdPerMonth: z.number().nullable(), scaledUsdPerMonth: z.number().nullable() }),
});
export type CurrentSize = z.infer<typeof currentSizeSchema>;
