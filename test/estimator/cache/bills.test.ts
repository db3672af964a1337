import { expect, it } from 'vitest';
import { totalUsd } from '../../../estimator/cost/line.ts';
import { type CacheChange, planOf } from './plan-of.ts';

/** A month has 730 hours; prices are typed here, so that the arithmetic stands beside the code's. */
const h = 730;

interface Row extends CacheChange {
  readonly name: string;
  readonly nodes: string;
  readonly usd: number;
}

/** 450/s · 4 · 50 µs are .09 of an engine's thread, of which .7 may be used; three quarters of the memory hold data. */
const rows: readonly Row[] = [
  {
    name: 'Valkey in Tokyo, with a replica in another zone',
    stated: { engine: 'valkey' },
    nodes: '1 × cache.m6g.large',
    usd: 2 * h * 0.1528,
  },
  {
    name: 'Redis in Tokyo, at the price of its own row',
    stated: { engine: 'redis' },
    nodes: '1 × cache.m6g.large',
    usd: 2 * h * 0.191,
  },
  {
    name: 'Memcached in Tokyo, which has no replicas',
    stated: { engine: 'memcached' },
    nodes: '1 × cache.m6g.large',
    usd: h * 0.191,
  },
  {
    name: 'Valkey in Virginia',
    stated: { engine: 'valkey' },
    site: { region: 'us-east-1' },
    nodes: '1 × cache.m6g.large',
    usd: 2 * h * 0.1192,
  },
  {
    name: 'Valkey in one zone, without a replica',
    stated: { engine: 'valkey', multiAz: false },
    nodes: '1 × cache.m6g.large',
    usd: h * 0.1528,
  },
  {
    name: 'Valkey with two replicas',
    stated: { engine: 'valkey', replicas: 2 },
    nodes: '1 × cache.m6g.large',
    usd: 3 * h * 0.1528,
  },
  {
    name: 'Valkey with 4.785 GB, three quarters of 6.38',
    stated: { engine: 'valkey', dataGb: 4.785 },
    nodes: '1 × cache.m6g.large',
    usd: 2 * h * 0.1528,
  },
  {
    name: 'Valkey with a little more',
    stated: { engine: 'valkey', dataGb: 4.786 },
    nodes: '1 × cache.r6g.large',
    usd: 2 * h * 0.1976,
  },
  {
    name: 'Valkey with 30 GB: one node of 52.82 is .0008 an hour cheaper than two of 26.32',
    stated: { engine: 'valkey', dataGb: 30 },
    nodes: '1 × cache.r6g.2xlarge',
    usd: 2 * h * 0.788,
  },
  {
    name: 'Valkey with 30 GB in three shards of 10, as stated',
    stated: { engine: 'valkey', dataGb: 30, shards: 3 },
    nodes: '3 × cache.r6g.xlarge',
    usd: 3 * 2 * h * 0.3944,
  },
  {
    name: 'Memcached with 30 GB: three nodes that hold 12.97 each',
    stated: { engine: 'memcached', dataGb: 30 },
    nodes: '3 × cache.r6g.large',
    usd: 3 * h * 0.247,
  },
  {
    name: 'Valkey with .7 of an engine in use',
    stated: { engine: 'valkey', operationsPerRequest: 14 },
    site: { requestsPerSec: 1_000 },
    nodes: '1 × cache.m6g.large',
    usd: 2 * h * 0.1528,
  },
  {
    name: 'Valkey with a little more, which no larger node would carry',
    stated: { engine: 'valkey', operationsPerRequest: 14.01 },
    site: { requestsPerSec: 1_000 },
    nodes: '2 × cache.m6g.large',
    usd: 2 * 2 * h * 0.1528,
  },
  {
    name: 'Memcached with .7 of a core in use, of which two vCPUs have 1.7',
    stated: { engine: 'memcached', operationsPerRequest: 14.01 },
    site: { requestsPerSec: 1_000 },
    nodes: '1 × cache.m6g.large',
    usd: h * 0.191,
  },
  {
    name: 'Valkey with 1,000 messages/s to 20 subscribers: .4 + .02 + .09',
    stated: {
      engine: 'valkey',
      pubSub: { publishesPerSec: 1_000, subscribers: 20, cpuSecPerDelivery: 20e-6 },
    },
    nodes: '1 × cache.m6g.large',
    usd: 2 * h * 0.1528,
  },
  {
    name: 'Valkey with as many to 60: two shards of (1.2 + .09)/2 + .02',
    stated: {
      engine: 'valkey',
      pubSub: { publishesPerSec: 1_000, subscribers: 60, cpuSecPerDelivery: 20e-6 },
    },
    nodes: '2 × cache.m6g.large',
    usd: 2 * 2 * h * 0.1528,
  },
  {
    name: 'Valkey that moves .9 Gbit/s, of which .525 may go through a node',
    stated: { engine: 'valkey', bytesPerRequest: 250_000 },
    nodes: '2 × cache.m6g.large',
    usd: 2 * 2 * h * 0.1528,
  },
  {
    name: 'Valkey that moves as much through one shard, of which 1.3132 may go through a larger one',
    stated: { engine: 'valkey', bytesPerRequest: 250_000, shards: 1 },
    nodes: '1 × cache.m7g.xlarge',
    usd: 2 * h * 0.324,
  },
  {
    name: 'Redis whose nodes do as much beside their engine: .945 of a core, where small ones have .9',
    stated: { engine: 'redis' },
    demand: {
      engine: { secPerRequest: { low: 0.001, mid: 0.001, high: 0.001 }, idleCores: 0 },
      node: { secPerRequest: { low: 0.0021, mid: 0.0021, high: 0.0021 }, idleCores: 0 },
    },
    nodes: '1 × cache.m6g.xlarge',
    usd: 2 * h * 0.382,
  },
];

it.each(rows)('$name, $nodes, is $usd USD a month', ({ nodes, usd, ...change }) => {
  const { sized, lines } = planOf(change);
  expect(`${sized.shards} × ${sized.size}`).toBe(nodes);
  expect(totalUsd(lines.mid)).toBe(Math.round(usd * 100) / 100);
});
