import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheEngine } from '../../../core/records/index.ts';
import { cacheSchema } from '../../../estimator/cache/stated-cache.ts';
import { totalUsd } from '../../../estimator/cost/line.ts';
import { optionsOf, sized } from '../site.ts';
import { behind, planOf, sizeOf } from './plan-of.ts';

describe('the size of a cache', () => {
  it('never costs less for more work, more data, more subscribers or another replica', () => {
    const engine = fc.constantFrom<CacheEngine>('valkey', 'redis');
    const amounts = fc.record({
      operationsPerRequest: fc.double({ min: 0.1, max: 100, noNaN: true }),
      dataGb: fc.double({ min: 0, max: 300, noNaN: true }),
      subscribers: fc.double({ min: 0, max: 100, noNaN: true }),
      replicas: fc.integer({ min: 1, max: 4 }),
    });
    const more = fc.double({ min: 1, max: 2, noNaN: true });
    fc.assert(
      fc.property(engine, amounts, more, (of, stated, factor) => {
        const usdOf = ({ subscribers, ...rest }: typeof stated) => {
          const pubSub = { publishesPerSec: 100, subscribers, cpuSecPerDelivery: 20e-6 };
          return totalUsd(planOf({ stated: { engine: of, pubSub, ...rest } }).lines.mid);
        };
        const usd = usdOf(stated);
        for (const name of ['operationsPerRequest', 'dataGb', 'subscribers'] as const)
          expect(usdOf({ ...stated, [name]: stated[name] * factor })).toBeGreaterThanOrEqual(usd);
        expect(usdOf({ ...stated, replicas: stated.replicas + 1 })).toBeGreaterThan(usd);
      }),
      { numRuns: 40 },
    );
  });

  it('has the shards of ⌈(λ·D + P·S·d)/(.7 − P·d)⌉ where the engine decides', () => {
    const load = fc.record({
      operationsPerRequest: fc.double({ min: 0.1, max: 300, noNaN: true }),
      publishesPerSec: fc.double({ min: 1, max: 10_000, noNaN: true }),
      subscribers: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(load, ({ operationsPerRequest, ...messages }) => {
        const pubSub = { ...messages, cpuSecPerDelivery: 20e-6 };
        const stated = { engine: 'valkey', dataGb: 0, operationsPerRequest, pubSub } as const;
        const once = messages.publishesPerSec * 20e-6;
        const shared = 450 * operationsPerRequest * 50e-6 + messages.subscribers * once;
        const shards = Math.max(1, Math.ceil(shared / (0.7 - once) - 1e-9));
        const found = sizeOf({ stated });
        if ('sized' in found) expect(found.sized).toMatchObject({ size: 'cache.m6g.large', shards });
        // The upper bound of the demand is a quarter above, of at most 45 shards with a replica each.
        else expect((1.25 * shared) / (0.7 - 1.25 * once)).toBeGreaterThan(45 - 1e-6);
      }),
    );
  });

  it('never has more than its share in use', () => {
    const engine = fc.constantFrom<CacheEngine>('valkey', 'redis', 'memcached');
    const operations = fc.double({ min: 0.1, max: 200, noNaN: true });
    fc.assert(
      fc.property(engine, operations, (of, operationsPerRequest) => {
        const { utilisation } = planOf({ stated: { engine: of, operationsPerRequest } }).sized;
        expect(utilisation).toBeLessThanOrEqual(of === 'memcached' ? 0.85 : 0.7 + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it('says what decides it, what would next, and why not less', () => {
    const stated = { engine: 'valkey', dataGb: 4.8 } as const;
    expect(planOf({ stated, connections: 13_000 }).sized).toMatchObject({
      ...{ size: 'cache.r6g.large', shards: 1, replicas: 1, memoryGb: 13.07, dataGb: 4.8 },
      connections: { open: 13_000, most: 65_000 },
      ...{ binding: 'memory', runnerUp: 'connections' },
      smaller: [
        { size: 'cache.m7g.large', reason: 'takes 2 shards for its memory: $471.87 a month' },
        { size: 'cache.m5.large', reason: 'takes 2 shards for its memory: $469.54 a month' },
        { size: 'cache.m6g.large', reason: 'takes 2 shards for its memory: $446.18 a month' },
      ],
    });
    const { smaller } = planOf({ stated: { ...stated, shards: 1 } }).sized;
    expect(smaller.at(-1)).toEqual({
      size: 'cache.m6g.large',
      reason: 'its memory would be filled to 100.3 % of what it may',
    });
  });

  it('names the nodes that the upper bound of its demand wants', () => {
    const engine = { secPerRequest: { low: 0.001, mid: 0.0012, high: 0.0014 }, idleCores: 0 };
    const { sized: cache, lines } = planOf({ stated: { engine: 'valkey' }, demand: { engine } });
    expect(cache.notes).toEqual(['2 shards of cache.m6g.large at the upper bound of its demand']);
    expect(totalUsd(lines.high)).toBe(2 * totalUsd(lines.mid));
  });

  const shortages: readonly (readonly [string, Parameters<typeof sizeOf>[0], RegExp])[] = [
    [
      'messages that fill the engine of every shard',
      {
        stated: {
          engine: 'redis',
          pubSub: { publishesPerSec: 1e5, subscribers: 1, cpuSecPerDelivery: 20e-6 },
        },
      },
      /70 % of an engine that may be used in each of 45 shards of .* with redis/,
    ],
    [
      'more data than its shards hold',
      { stated: { engine: 'valkey', dataGb: 1_000, shards: 2 } },
      /^1000 GB of data are 1\.05 times what 2 shards of cache\.r5\.24xlarge with valkey may hold$/,
    ],
    [
      'more bytes than its network carries',
      { stated: { engine: 'valkey', bytesPerRequest: 1e8, shards: 1 } },
      /times the network of 1 shard of cache/,
    ],
    [
      'too many connections',
      { stated: { engine: 'memcached' }, connections: 52_001 },
      /52001 connections.*65000/,
    ],
  ];
  it.each(shortages)('is none with %s', (_, change, reason) => {
    expect(sizeOf(change)).toEqual({ reason: expect.stringMatching(reason), fix: expect.any(String) });
  });

  it('is refused where no node has a price', () => {
    expect(() => sizeOf({ stated: { engine: 'valkey' }, site: { region: 'eu-west-1' } })).toThrow(
      expect.objectContaining({
        code: 'PRICE_NOT_FOUND',
        message: 'no node of ElastiCache with Valkey has a price in eu-west-1',
      }),
    );
  });
});

describe('an option', () => {
  const alone = { loadBalancer: false } as const;

  it('carries the cache in its bill', () => {
    const [without, option] = [null, behind({ stated: { engine: 'valkey' } })].map((cache) =>
      optionsOf({ cache, deployment: alone }, 'ecs-fargate').find(
        (each) => each.size === '1 vCPU, 2 GB' && each.architecture === 'x86_64',
      ),
    );
    expect(option?.cache).toMatchObject({ engine: 'valkey', size: 'cache.m6g.large' });
    expect(without?.cache).toBeNull();
    const usd = (option?.usdPerMonth.mid ?? 0) - (without?.usdPerMonth.mid ?? 0);
    expect(usd).toBeCloseTo(2 * 730 * 0.1528, 2);
    expect(option?.lines.filter(({ group }) => group === 'cache')).toMatchObject([
      { text: 'ElastiCache cache.m6g.large, Valkey', quantity: 1_460, unit: 'Hrs' },
    ]);
  });

  it('opens the connections of its tasks twice, and is rejected where a node does not take them', () => {
    const cache = behind({ stated: { engine: 'valkey', connectionsPerTask: 2_000 } });
    const { candidates, rejected } = sized({ cache, deployment: alone }, 'ecs-fargate');
    expect(candidates.map(({ option }) => option.cache?.connections.open)).toEqual(
      candidates.map(({ option }) => option.tasks.mid * 2_000 * 2),
    );
    const fixes = rejected.flatMap(({ reason, fix }) => (reason.includes('connections') ? [fix] : []));
    expect(new Set(fixes)).toEqual(
      new Set(['lower cache.connectionsPerTask, or let fewer and larger tasks share them']),
    );
  });
});

describe('a stated cache', () => {
  const stated = { engine: 'valkey', dataGb: 3, resource: 'sessions' };
  const pubSub = { publishesPerSec: 10, subscribers: 5, cpuSecPerDelivery: 2e-5 };
  const own = { resource: undefined, operationsPerRequest: 4, cpuSecPerOperation: 5e-5 };
  const malformed: readonly (readonly [string, object, readonly string[]])[] = [
    [
      'data',
      { dataGb: undefined },
      ['dataGb must say how much data the cache will hold; 0 where it only passes messages on'],
    ],
    [
      'a demand',
      { resource: undefined },
      ['resource or operationsPerRequest and cpuSecPerOperation must say what a request costs it'],
    ],
    [
      'one demand alone',
      { ...own, resource: 'sessions' },
      ['resource must not stand beside operationsPerRequest and cpuSecPerOperation: measured or stated'],
    ],
    [
      'the cost of a command',
      { ...own, cpuSecPerOperation: undefined },
      [
        'cpuSecPerOperation must say what a command costs the engine: measure a node of it in the run and name it as resource, or state it',
      ],
    ],
    [
      'the number of commands',
      { ...own, operationsPerRequest: undefined },
      ['operationsPerRequest must say how many commands a request sends'],
    ],
    [
      'seconds, but microseconds',
      { ...own, cpuSecPerOperation: 50 },
      ['cpuSecPerOperation must be in seconds, such as 0.00002 for 20 µs'],
    ],
    [
      'the cost of a delivery',
      { pubSub: { ...pubSub, cpuSecPerDelivery: undefined } },
      [
        'pubSub.cpuSecPerDelivery must say what a message to one subscriber costs the engine: its engine time over deliveries in a test, or a bound',
      ],
    ],
    [
      'pub/sub that Memcached knows',
      { engine: 'memcached', pubSub },
      ['pubSub must be on valkey or redis: memcached has none'],
    ],
    [
      'replicas that Memcached knows',
      { engine: 'memcached', replicas: 1 },
      ['replicas must be left out: memcached has no replicas'],
    ],
    [
      'a replica for the other zone',
      { multiAz: true, replicas: 0 },
      ['replicas must be 1 at least, or multiAz false'],
    ],
  ];
  it.each(malformed)('cannot be without %s', (_, change, problems) => {
    const { error } = cacheSchema.safeParse({ ...stated, ...change });
    expect(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual(problems);
  });

  const zones: readonly (readonly [object, number, boolean])[] = [
    [{}, 1, true],
    [{ multiAz: false }, 0, false],
    [{ replicas: 0 }, 0, false],
    [{ replicas: 2 }, 2, true],
    [{ multiAz: false, replicas: 2 }, 2, false],
    [{ engine: 'memcached' }, 0, false],
  ];
  it.each(zones)('with %o has %i replicas', (change, replicas, multiAz) => {
    expect(cacheSchema.parse({ ...stated, ...change })).toMatchObject({ replicas, multiAz });
  });

  it('may only pass messages on', () => {
    const only = { engine: 'valkey', dataGb: 0, pubSub } as const;
    expect(cacheSchema.parse(only)).toMatchObject(only);
  });
});
