import { z } from 'zod';
import { cacheEngineSchema } from '../../core/records/index.ts';

const amount = z.number().nonnegative();
/** A whole second of an engine for one command is a unit that was mistaken. */
const seconds = z.number().positive().max(1, 'must be in seconds, such as 0.00002 for 20 µs');
/** Nodes beside the primary one that a shard may have. */
const mostReplicas = 5;

/** Messages that subscribers wait for, at the design load. */
const pubSubSchema = z.strictObject({
  publishesPerSec: z.number().positive(),
  /** Connections that one message goes out to, on average. */
  subscribers: amount,
  /** CPU of the engine for one message to one subscriber, in seconds; refused where it is left open. */
  cpuSecPerDelivery: seconds.optional(),
  bytesPerMessage: amount.optional(),
});

/** The cache that the service asks: what it holds, and where its demand comes from. */
export const cacheSchema = z
  .strictObject({
    engine: cacheEngineSchema,
    /** Data that it will hold, keys and their overhead included; refused where it is left open. */
    dataGb: amount.optional(),
    /** The observed node that its demand is measured by, and how many of that kind shared the load. */
    resource: z.string().min(1).optional(),
    measuredShards: z.int().positive().default(1),
    /** Stated instead of measured: commands for a request, and CPU of the engine for each, in seconds. */
    operationsPerRequest: z.number().positive().optional(),
    cpuSecPerOperation: seconds.optional(),
    /** Between tasks and cache for a request; what was measured unless given. */
    bytesPerRequest: amount.optional(),
    pubSub: pubSubSchema.optional(),
    /** Connections of each task to each shard. */
    connectionsPerTask: z.int().positive().optional(),
    /** As many as the load wants unless given. */
    shards: z.int().positive().optional(),
    /** Nodes beside the primary one of each shard: one, or none without `multiAz`, unless given. */
    replicas: z.int().nonnegative().max(mostReplicas).optional(),
    /** Whether a replica in a second zone takes over; on unless the engine knows none. */
    multiAz: z.boolean().optional(),
  })
  .transform(({ dataGb, pubSub, ...stated }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    const { engine, resource, operationsPerRequest, cpuSecPerOperation } = stated;
    const isStated = operationsPerRequest !== undefined || cpuSecPerOperation !== undefined;
    const hasOwnDemand = resource !== undefined || isStated;
    if (resource !== undefined && isStated)
      refuse(
        'resource',
        'must not stand beside operationsPerRequest and cpuSecPerOperation: measured or stated',
      );
    if (!hasOwnDemand && pubSub === undefined)
      refuse('resource', 'or operationsPerRequest and cpuSecPerOperation must say what a request costs it');
    if (isStated && operationsPerRequest === undefined)
      refuse('operationsPerRequest', 'must say how many commands a request sends');
    if (isStated && cpuSecPerOperation === undefined)
      refuse(
        'cpuSecPerOperation',
        'must say what a command costs the engine: measure a node of it in the run and name it as resource, or state it',
      );
    if (pubSub && pubSub.cpuSecPerDelivery === undefined)
      refuse(
        'pubSub.cpuSecPerDelivery',
        'must say what a message to one subscriber costs the engine: its engine time over deliveries in a test, or a bound',
      );
    const isMemcached = engine === 'memcached';
    const multiAz = stated.multiAz ?? (!isMemcached && stated.replicas !== 0);
    const replicas = stated.replicas ?? (multiAz ? 1 : 0);
    if (isMemcached && pubSub) refuse('pubSub', 'must be on valkey or redis: memcached has none');
    if (isMemcached && (multiAz || replicas > 0))
      refuse(multiAz ? 'multiAz' : 'replicas', 'must be left out: memcached has no replicas');
    else if (multiAz && replicas === 0) refuse('replicas', 'must be 1 at least, or multiAz false');
    if (dataGb === undefined) {
      refuse('dataGb', 'must say how much data the cache will hold; 0 where it only passes messages on');
      return z.NEVER;
    }
    const { cpuSecPerDelivery = 0 } = pubSub ?? {};
    return {
      ...stated,
      dataGb,
      replicas,
      multiAz,
      ...(pubSub && { pubSub: { ...pubSub, cpuSecPerDelivery } }),
    };
  });

export type StatedCache = z.output<typeof cacheSchema>;
