import { describe, expect, it } from 'vitest';
import type { CacheEngine, Measurements, Usage } from '../../../core/records/index.ts';
import { cacheDemand } from '../../../estimator/cache/cache-demand.ts';
import { cacheSchema } from '../../../estimator/cache/stated-cache.ts';
import type { CacheInput } from './plan-of.ts';

describe('the demand of a cache', () => {
  /** A node that spends 1 ms of its engine, 1.5 ms in all and 2 kB on a request, over three loads up to 300/s. */
  const observed = (perSec: number): Usage => ({
    engine_cpu_share: 0.01 + 0.001 * perSec,
    cores: 0.05 + 0.0015 * perSec,
    received_bytes_per_sec: 500 * perSec,
    sent_bytes_per_sec: 1_500 * perSec,
  });
  const measured = (of: (perSec: number) => Usage): Measurements => ({
    ...{ schemaVersion: 1, sources: [], dropped: [], steps: [] },
    resources: [{ name: 'sessions', observedBy: 'cloudwatch', limits: {}, idle: {}, unavailable: null }],
    bins: [100, 200, 300].map((throughputPerSec, step) => ({
      ...{ source: 0, startMs: step * 60_000, durationMs: 60_000, step, requests: {} },
      total: { throughputPerSec, concurrency: null, p50Ms: null, p95Ms: null, p99Ms: null, errors: 0 },
      used: { sessions: of(throughputPerSec) },
    })),
  });
  const demandOf = (change: Partial<CacheInput>, of = observed, requestsPerSec = 450) =>
    cacheDemand(
      cacheSchema.parse({ engine: 'valkey', dataGb: 3, resource: 'sessions', ...change }),
      measured(of),
      requestsPerSec,
    );

  it("is read from the node that is named: its engine's thread, and all that it does", () => {
    const { engine, node, bytesPerRequest, ratio, readFrom, concerns } = demandOf({});
    expect(engine.secPerRequest.mid).toBeCloseTo(0.001, 9);
    expect(engine.idleCores).toBeCloseTo(0.01, 9);
    expect(node?.secPerRequest.mid).toBeCloseTo(0.0015, 9);
    expect(bytesPerRequest).toBeCloseTo(2_000, 6);
    expect({ ratio, readFrom }).toEqual({ ratio: 1.5, readFrom: 'engine_cpu_share' });
    expect(concerns).toEqual([
      'cache "sessions" was measured up to 300.0 requests/s, the design load is 1.5 times that: its bounds are wider',
    ]);
  });

  it('has the bytes of both directions, as a table has them', () => {
    const of = (perSec: number) => ({ engine_cpu_share: 0.001 * perSec, bytes_per_sec: 3_000 * perSec });
    expect(demandOf({}, of).bytesPerRequest).toBeCloseTo(3_000, 6);
  });

  it('is that of all shards where the node was one of several', () => {
    const { engine, bytesPerRequest } = demandOf({ measuredShards: 3 });
    expect(engine.secPerRequest.mid).toBeCloseTo(0.003, 9);
    expect(bytesPerRequest).toBeCloseTo(6_000, 6);
  });

  const bases: readonly (readonly [string, CacheEngine, readonly string[], string, number])[] = [
    [
      'the busiest thread of a process',
      'redis',
      ['busiest_thread_cores', 'cores'],
      'busiest_thread_cores',
      1,
    ],
    ['all CPU where nothing else was seen', 'redis', ['cores'], 'cores', 1],
    ['all CPU of Memcached, which has many threads', 'memcached', ['engine_cpu_share', 'cores'], 'cores', 1],
  ];
  it.each(bases)('is read from %s', (_, engine, measures, readFrom, millis) => {
    const of = (perSec: number) =>
      Object.fromEntries(measures.map((name) => [name, (millis * perSec) / 1_000]));
    const demand = demandOf({ engine }, of);
    expect(demand.readFrom).toBe(readFrom);
    expect(demand.engine.secPerRequest.mid).toBeCloseTo(millis / 1_000, 9);
    expect(demand.bytesPerRequest).toBeNull();
  });

  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      'a node that is not there',
      () => demandOf({ resource: 'carts' }),
      /cache "carts" was not observed.*"sessions"/,
    ],
    [
      'a load past twice the measured one',
      () => demandOf({}, observed, 601),
      /measured up to 300.0 requests\/s/,
    ],
  ];
  it('is refused for a share that is per cent', () => {
    expect(() => demandOf({}, (perSec) => ({ engine_cpu_share: perSec / 10 }))).toThrow(
      'engine_cpu_share of cache "sessions" reaches 30: it is a share of one thread, from 0 to 1',
    );
  });

  it.each(refused)('is refused for %s', (_, demand, message) => {
    expect(demand).toThrow(
      expect.objectContaining({
        code: 'ESTIMATE_REFUSED',
        message: expect.stringMatching(message),
        hint: expect.stringContaining('state cache.operationsPerRequest and cache.cpuSecPerOperation'),
      }),
    );
  });
});
