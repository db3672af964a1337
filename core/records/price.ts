import { z } from 'zod';

/** One price point, on demand, and where it was read. A tier runs from `from` up to `to` units; `null` is no end. */
export const priceRowSchema = z.object({
  service: z.string(),
  region: z.string(),
  item: z.string(),
  attributes: z.record(z.string(), z.string()),
  tier: z.object({ from: z.number(), to: z.number().nullable() }).optional(),
  note: z.string().optional(),
  unit: z.string(),
  usd: z.number().nonnegative(),
  /** When the price was effective or seen, as the source says it: `2025-10-27`, or a year alone. */
  date: z.string(),
  source: z.string(),
  sku: z.string().optional(),
  rateCode: z.string().optional(),
});
export type PriceRow = z.infer<typeof priceRowSchema>;

/** What a line of the bill is for. */
export const costGroupSchema = z.enum([
  'compute',
  'storage',
  'cluster',
  'database',
  'cache',
  'load-balancer',
  'address',
  'nat',
  'transfer',
  'logs',
]);
export type CostGroup = z.infer<typeof costGroupSchema>;

/** One line of a month's bill: `quantity` units, priced by one price or the tiers of one. */
export const costLineSchema = z.object({
  group: costGroupSchema,
  text: z.string(),
  quantity: z.number(),
  unit: z.string(),
  usdPerMonth: z.number(),
  /** Places in the estimate's `prices`. */
  prices: z.array(z.int()),
});
export type CostLine = z.infer<typeof costLineSchema>;
