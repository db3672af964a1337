import { z } from 'zod';
import { journeyRoutes } from './route-mix.ts';

/** A number that may come as text; text that is none is left to the schema to refuse. */
export const numeric = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(numberOf, schema);
const amount = () => numeric(z.number().min(0));
const count = () => numeric(z.int().min(0));
const share = () => numeric(z.number().min(0).max(1));

/** Every switch of the service, its default and its meaning. Numbers may come as text. */
export const settingsSchema = z
  .strictObject({
    cpuMs: amount()
      .default(3)
      .describe('mean CPU demand over the route mix, ms; routes keep their proportions'),
    routeCpuMs: z
      .preprocess(pairsOf, z.partialRecord(z.enum(journeyRoutes), amount()))
      .default({})
      .describe('mean CPU demand of single routes, ms, in place of the scaled one: home=1,search=8'),
    distribution: z
      .enum(['exponential', 'fixed'])
      .default('exponential')
      .describe('how the CPU demand of requests spreads around its mean: exponential or fixed'),
    seed: count().default(1).describe('seed of every random draw'),
    heldBytes: count().default(65_536).describe('memory held for each request in flight, bytes'),
    lockMs: amount().default(0).describe('time for which each request holds the one lock, ms; 0: no lock'),
    lockSlots: numeric(z.int().min(1))
      .default(1)
      .describe('requests that may hold the lock at a time: above 1 it is a pool of connections'),
    leakBytes: count().default(0).describe('memory that each request leaves behind for ever, bytes'),
    readyAfterMs: amount().default(0).describe('time after the start in which every answer is 503, ms'),
    warmUpRequests: count().default(0).describe('number of first requests that demand more CPU'),
    warmUpFactor: amount().default(5).describe('how many times their CPU these first requests demand'),
    errorShare: share()
      .default(0)
      .describe('share of requests answered 500; they demand their CPU all the same'),
    stallShare: share().default(0).describe('share of requests that stall before they do anything'),
    stallMs: amount().default(30_000).describe('how long a request stalls, ms'),
    tokenTtlMs: amount().default(900_000).describe('life of a log-in token, ms'),
  })
  .refine(({ errorShare, stallShare }) => errorShare + stallShare <= 1, {
    path: ['stallShare'],
    error: 'errorShare and stallShare together must be <= 1',
  });

export type Settings = Readonly<z.output<typeof settingsSchema>>;

function numberOf(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

function pairsOf(value: unknown): unknown {
  return typeof value === 'string'
    ? Object.fromEntries(value.split(',').map((pair) => pair.split('=')))
    : value;
}
