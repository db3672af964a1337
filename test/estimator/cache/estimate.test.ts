import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Estimate, estimateSchema, type ObservedSeries } from '../../../core/records/index.ts';
import { cacheSchema } from '../../../estimator/cache/stated-cache.ts';
import { databaseSchema } from '../../../estimator/database/stated-database.ts';
import { estimateFromRun, loadHardware, loadPriceBook } from '../../../estimator/index.ts';
import { syntheticRun } from '../synthetic-run.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');
const loads = [50, 100, 150];

/** Tasks that spend 4 ms on a request, a database behind them 3 ms, and the engine of a cache 1 ms of its node's 2. */
function estimateOf(databaseResource = 'orders'): Estimate {
  const run = syntheticRun({
    steps: loads.map((requestsPerSec) => ({ seconds: 20, requestsPerSec })),
    change: (result) => {
      const [api] = result.observed;
      if (!api) return result;
      const behind = (resource: string, metric: string, share: number): ObservedSeries => {
        const points = api.points.map(([tMs, cores]): [number, number] => [tMs, (cores ?? 0) * share]);
        return { ...api, resource, metric, points };
      };
      const more = [
        behind('orders', 'cpu_cores', 0.75),
        behind('sessions', 'engine_cpu_share', 0.25),
        behind('sessions', 'cpu_cores', 0.5),
      ];
      return { ...result, observed: [...result.observed, ...more] };
    },
  });
  return estimateFromRun({
    ...run,
    workload: { requestsPerSec: 280, derivation: [] },
    region: 'ap-northeast-1',
    priceBook: loadPriceBook(readText),
    hardware: loadHardware(readText),
    database: databaseSchema.parse({
      ...{ engine: 'aurora-postgresql', resource: databaseResource, dataGb: 120, measuredDataGb: 100 },
    }),
    cache: cacheSchema.parse({ engine: 'valkey', resource: 'sessions', dataGb: 3, connectionsPerTask: 10 }),
    nowMs: Date.parse('2026-11-25T00:00:00Z'),
  });
}

it('sizes the tasks by the resource that is neither database nor cache, and the cache by its own', () => {
  const estimate = estimateOf();
  expect(estimateSchema.parse(estimate)).toEqual(estimate);
  expect(estimate.demand.resource).toBe('sample-api');
  const option = estimate.options[estimate.recommended ?? -1];
  // 280/s · 1 ms are .28 of the engine's thread; 280/s · 2 ms are .56 of the .9 cores of a small node.
  expect(option?.cache).toMatchObject({
    ...{ size: 'cache.m6g.large', shards: 1, replicas: 1, binding: 'memory', runnerUp: 'engine' },
    connections: { open: (option?.tasks.mid ?? 0) * 10 * 2, most: 65_000 },
  });
  expect(option?.cache?.utilisation).toBeCloseTo(0.28, 6);
  const usdOf = (group: string) => option?.lines.find((line) => line.group === group)?.usdPerMonth;
  expect(usdOf('cache')).toBeCloseTo(2 * 730 * 0.1528, 6);
  expect(usdOf('database')).toBeCloseTo(2 * 730 * 0.407, 6);
  expect(estimate.assumptions).toEqual(
    expect.arrayContaining([
      'a request costs the cache what "sessions" showed; keys are found there as often as in the run',
      "commands of the cache take at most 70 % of a node's one engine thread, whatever its vCPUs",
      "the cache holds 3 GB of data; a quarter of a node's memory stays reserved",
      'not included: support, tax',
    ]),
  );
});

it('refuses to take one resource for both', () => {
  expect(() => estimateOf('sessions')).toThrow(
    expect.objectContaining({
      code: 'ESTIMATE_REFUSED',
      message: '"sessions" is named as the database and as the cache',
      hint: 'name the resource of each, as database.resource and as cache.resource',
    }),
  );
});
