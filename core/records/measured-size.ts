import { z } from 'zod';
import { intervalSchema } from './interval.ts';
import { bindingSchema, extrapolationSchema, plannedUtilisationSchema } from './sizing.ts';

/** What was measured, as it is: how many of it carry the design load, whatever the platform, and without a price. */
export const measuredSizeSchema = z.object({
  resource: z.string(),
  unit: z.enum(['task', 'replica', 'instance']),
  /** What one of them may use at most. */
  cores: z.number(),
  memoryBytes: z.number().nullable(),
  /** How many of them were measured. */
  measuredCount: z.number(),
  /** Why no count would do; `null` where one does. */
  refused: z.string().nullable(),
  carried: z
    .object({
      /** Redundancy included, for the low, middle and high demand. */
      count: intervalSchema,
      /** For each resource alone; `null` where it was not observed, or has no limit. */
      needed: z.object({ cpu: z.int(), memory: z.int().nullable() }),
      binding: bindingSchema,
      planned: plannedUtilisationSchema,
      /** Of the CPU that one can use, at the design load with all of them running. */
      utilisation: z.number(),
      extrapolation: extrapolationSchema,
      notes: z.array(z.string()),
    })
    .nullable(),
});
export type MeasuredSize = z.infer<typeof measuredSizeSchema>;
