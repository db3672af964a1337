import { z } from 'zod';
import { histogramSchema } from '../histogram.ts';

export const tagsSchema = z.record(z.string(), z.string());
export type Tags = z.infer<typeof tagsSchema>;

export const metricTypeSchema = z.enum(['counter', 'gauge', 'rate', 'trend']);
export type MetricType = z.infer<typeof metricTypeSchema>;

/** Units as records carry them; `''` is a plain number. */
export const metricUnitSchema = z.enum(['ms', 'bytes', '']);
export type MetricUnit = z.infer<typeof metricUnitSchema>;

const pointBase = { tMs: z.number(), metric: z.string(), tags: tagsSchema, unit: metricUnitSchema };

/**
 * What one merged series did in the second that starts at `tMs` (counted from the unpause): the increase of a
 * counter, the trues and the total of a rate, the values of a trend, or the level of a gauge summed over workers
 * (`vus`, `vus_max`) or last seen (all others).
 */
export const seriesPointSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('counter'), ...pointBase, delta: z.number() }),
  z.object({ type: z.literal('rate'), ...pointBase, trues: z.number(), total: z.number() }),
  z.object({ type: z.literal('trend'), ...pointBase, histogram: histogramSchema }),
  z.object({ type: z.literal('gauge'), ...pointBase, value: z.number() }),
]);
export type SeriesPoint = z.infer<typeof seriesPointSchema>;
