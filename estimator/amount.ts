import { z } from 'zod';

/** The bounds that a value lies between with probability `confidence`. */
export const rangeSchema = z.strictObject({
  low: z.number(),
  mid: z.number(),
  high: z.number(),
  confidence: z.number().gt(0).lt(1).default(0.8),
});

type Range = z.output<typeof rangeSchema>;

/** A number, or what is known of one. */
export const amountSchema = z.union([z.number(), rangeSchema]);

export type Amount = z.output<typeof amountSchema>;

/** The number that an amount is taken for. */
export function middleOf(amount: Amount): number {
  return typeof amount === 'number' ? amount : amount.mid;
}

/** Why the ends of a range are in no order that a distribution has, or at or below zero; `undefined` where they are not. */
export function rangeProblem({ low, mid, high }: Range): string | undefined {
  if (low > 0 && low <= mid && mid <= high) return undefined;
  return `must have 0 < low <= mid <= high, got ${low}, ${mid}, ${high}`;
}
