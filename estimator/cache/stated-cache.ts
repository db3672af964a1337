import { z } from 'zod';
import { type CacheEngine, cacheEngineSchema } from '../../core/records/index.ts';

const amount = z.number().nonnegative();
/** A whole second of an engine for one command is a unit that was mistaken. */
const seconds = z
  .number()
  .positive()
  .refine((value) => value <= 1, 'must be in seconds, such as 0.00002 for 20 µs');
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
    const multiAz = stated.multiAz ?? (stated.engine !== 'memcached' && stated.replicas !== 0);
    const replicas = stated.replicas ?? (multiAz ? 1 : 0);
    for (const [path, message] of problemsOf({ ...stated, pubSub, multiAz, replicas }))
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    if (dataGb === undefined) {
      const message = 'must say how much data the cache will hold; 0 where it only passes messages on';
      context.addIssue({ code: 'custom', path: ['dataGb'], message });
      return z.NEVER;
    }
    const { cpuSecPerDelivery = 0 } = pubSub ?? {};
    return {
      ...{ ...stated, dataGb, replicas, multiAz },
      ...(pubSub && { pubSub: { ...pubSub, cpuSecPerDelivery } }),
    };
  });

interface Checked {
  readonly engine: CacheEngine;
  readonly resource?: string | undefined;
  readonly operationsPerRequest?: number | undefined;
  readonly cpuSecPerOperation?: number | undefined;
  readonly pubSub: z.output<typeof pubSubSchema> | undefined;
  readonly multiAz: boolean;
  readonly replicas: number;
}

/** What does not fit together, by the key that it is told at. */
function problemsOf(stated: Checked): readonly (readonly [path: string, message: string])[] {
  const { engine, resource, operationsPerRequest, cpuSecPerOperation, pubSub, multiAz, replicas } = stated;
  const isStated = operationsPerRequest !== undefined || cpuSecPerOperation !== undefined;
  const isMemcached = engine === 'memcached';
  const rules: readonly (readonly [isBroken: boolean, path: string, message: string])[] = [
    [
      resource !== undefined && isStated,
      'resource',
      'must not stand beside operationsPerRequest and cpuSecPerOperation: measured or stated',
    ],
    [
      resource === undefined && !isStated && pubSub === undefined,
      'resource',
      'or operationsPerRequest and cpuSecPerOperation must say what a request costs it',
    ],
    [
      isStated && operationsPerRequest === undefined,
      'operationsPerRequest',
      'must say how many commands a request sends',
    ],
    [
      isStated && cpuSecPerOperation === undefined,
      'cpuSecPerOperation',
      'must say what a command costs the engine: measure a node of it in the run and name it as resource, or state it',
    ],
    [
      pubSub !== undefined && pubSub.cpuSecPerDelivery === undefined,
      'pubSub.cpuSecPerDelivery',
      'must say what a message to one subscriber costs the engine: its engine time over deliveries in a test, or a bound',
    ],
    [isMemcached && pubSub !== undefined, 'pubSub', 'must be on valkey or redis: memcached has none'],
    [isMemcached && multiAz, 'multiAz', 'must be left out: memcached has no replicas'],
    [isMemcached && !multiAz && replicas > 0, 'replicas', 'must be left out: memcached has no replicas'],
    [!isMemcached && multiAz && replicas === 0, 'replicas', 'must be 1 at least, or multiAz false'],
  ];
  return rules.flatMap(([isBroken, path, message]) => (isBroken ? [[path, message] as const] : []));
}

export type StatedCache = z.output<typeof cacheSchema>;
