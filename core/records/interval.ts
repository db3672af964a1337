import { z } from 'zod';

/** A value with the bounds that it may have; `low ≤ mid ≤ high`. */
export const intervalSchema = z.object({ low: z.number(), mid: z.number(), high: z.number() });
export type Interval = z.infer<typeof intervalSchema>;
