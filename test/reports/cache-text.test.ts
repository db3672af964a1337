import { expect, it } from 'vitest';
import type { SizedCache } from '../../core/records/index.ts';
import { cacheText } from '../../reports/cache-text.ts';

const cache: SizedCache = {
  engine: 'valkey',
  size: 'cache.r7g.large',
  shards: 2,
  replicas: 1,
  multiAz: true,
  vcpu: 2,
  memoryGb: 13.07,
  dataGb: 15,
  utilisation: 0.445,
  connections: { open: 240, most: 65_000 },
  binding: 'memory',
  runnerUp: 'engine',
  smaller: ['r6g', 'm7g', 'm5', 'm6g'].map((family) => ({
    size: `cache.${family}.large`,
    reason: 'takes 4 shards for its memory: $1051.20 a month',
  })),
  notes: ['3 shards of cache.r7g.large at the upper bound of its demand'],
};

it('says what a cache is, how full, what decides its size, and why it is no smaller', () => {
  expect(cacheText(cache).split('\n')).toEqual([
    '4 × cache.r7g.large, valkey, 15 GB, 2 shards with 1 replica',
    "44.5 % of a node's engine thread; 240 of 65,000 connections to a node",
    'memory decides its size, engine would next',
    'not cache.r6g.large: takes 4 shards for its memory: $1051.20 a month',
    'not cache.m7g.large: takes 4 shards for its memory: $1051.20 a month',
    'not cache.m5.large: takes 4 shards for its memory: $1051.20 a month',
    '3 shards of cache.r7g.large at the upper bound of its demand',
  ]);
});

it('says where the cheapest node carries all, and connections are not known', () => {
  const least: SizedCache = {
    ...{ ...cache, engine: 'memcached', size: 'cache.m6g.large', shards: 1, replicas: 0 },
    ...{ connections: { open: null, most: 65_000 }, smaller: [], notes: [] },
  };
  expect(cacheText(least).split('\n')).toEqual([
    'cache.m6g.large, memcached, 15 GB',
    "44.5 % of a node's CPU; not stated how many of 65,000 connections to a node",
    'the cheapest node carries it; memory is filled most',
  ]);
});
