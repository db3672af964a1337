import { z } from 'zod';

/** How far an estimate may be trusted, and what speaks against it. */
export const confidenceSchema = z.object({
  grade: z.enum(['A', 'B', 'C', 'D']),
  reasons: z.array(z.string()),
  runAgeDays: z.int().nullable(),
  oldestPriceDays: z.int(),
});
export type Confidence = z.infer<typeof confidenceSchema>;

/** The bill of the recommended option at the tenth and ninetieth percentile of one input each, the farthest apart first. */
export const tornadoSchema = z.array(
  z.object({ input: z.string(), lowUsd: z.number(), highUsd: z.number() }),
);
export type Tornado = z.infer<typeof tornadoSchema>;

/** A Savings Plan on the recommended option's compute. */
export const commitmentSchema = z.object({
  discount: z.number(),
  /** What is committed to, and the on-demand usage that it covers. */
  usdPerHour: z.number(),
  coveredUsdPerHour: z.number(),
  savedUsdPerMonth: z.number(),
  /** Share of the time in which usage must reach what is covered for it to pay. */
  breakEvenShare: z.number(),
});
export type Commitment = z.infer<typeof commitmentSchema>;
