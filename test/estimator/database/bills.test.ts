import { expect, it } from 'vitest';
import { totalUsd } from '../../../estimator/cost/line.ts';
import { type DatabaseChange, planOf } from './plan-of.ts';

/** A month has 730 hours; prices are typed here, so that the arithmetic stands beside the code's. */
const h = 730;
const virginia = { region: 'us-east-1' } as const;
const night = { hourlyPerSec: [0, 450], peakRatio: 1, events: [], basis: 'given' } as const;

interface Row extends DatabaseChange {
  readonly name: string;
  readonly size: string;
  readonly usd: number;
}

/** 450/s · 4 ms are 1.8 cores, or 2.57 of which 70 % may be used; 125 GB hold 100 with a fifth free. */
const rows: readonly Row[] = [
  {
    name: 'RDS PostgreSQL Tokyo, two zones',
    stated: { engine: 'postgresql' },
    size: 'db.m6g.xlarge',
    usd: 2 * h * 0.441 + 125 * 0.276,
  },
  {
    name: 'RDS MySQL Tokyo, one zone',
    stated: { engine: 'mysql', multiAz: false },
    size: 'db.m6g.xlarge',
    usd: h * 0.418 + 125 * 0.138,
  },
  {
    name: 'RDS PostgreSQL Virginia, one zone',
    stated: { engine: 'postgresql', multiAz: false },
    site: virginia,
    size: 'db.m6g.xlarge',
    usd: h * 0.318 + 125 * 0.115,
  },
  {
    name: 'RDS of the smallest volume, 1 GB of data',
    stated: { engine: 'mysql', multiAz: false, dataGb: 1 },
    site: virginia,
    size: 'db.m6g.xlarge',
    usd: h * 0.304 + 20 * 0.115,
  },
  {
    name: 'RDS for a working set of 20 GB, with a Multi-AZ price of its own',
    stated: { engine: 'postgresql', workingSetGb: 20 },
    site: virginia,
    size: 'db.r6g.xlarge',
    usd: h * 0.899 + 125 * 0.23,
  },
  {
    name: 'RDS with 9,000 I/O a second, of which gp3 includes 3,000',
    stated: { engine: 'postgresql', ioPerRequest: 20 },
    site: virginia,
    size: 'db.m6g.xlarge',
    usd: 2 * h * 0.318 + 125 * 0.23 + 6_000 * 0.04,
  },
  {
    name: 'RDS with 9,000 I/O a second on a striped volume, which includes 12,000',
    stated: { engine: 'postgresql', ioPerRequest: 20, dataGb: 320 },
    site: virginia,
    size: 'db.m6g.xlarge',
    usd: 2 * h * 0.318 + 400 * 0.23,
  },
  {
    name: 'RDS for 1,441 connections, where 80 % of the 1,802 of PostgreSQL on 16 GB are as many',
    stated: { engine: 'postgresql', multiAz: false },
    connections: 1_441,
    size: 'db.m6g.xlarge',
    usd: h * 0.441 + 125 * 0.138,
  },
  {
    name: 'RDS for one connection more',
    stated: { engine: 'postgresql', multiAz: false },
    connections: 1_442,
    size: 'db.r6g.xlarge',
    usd: h * 0.54 + 125 * 0.138,
  },
  {
    name: 'Aurora PostgreSQL Tokyo, whose I/O nobody counted',
    stated: { engine: 'aurora-postgresql', cpuSecPerRequest: 0.0012 },
    size: 'db.r6g.large',
    usd: 2 * h * 0.407 + 100 * 0.27,
  },
  {
    name: 'Aurora MySQL Tokyo with little I/O',
    stated: { engine: 'aurora-mysql', cpuSecPerRequest: 0.0012, ioPerRequest: 0.1 },
    size: 'db.r6g.large',
    usd: 2 * h * 0.313 + 100 * 0.12 + ((450 * 3_600 * h * 0.1) / 1e6) * 0.24,
  },
  {
    name: 'Aurora MySQL for 801 connections, where the table has 1,000 on 16 GB and 2,000 on 32',
    stated: { engine: 'aurora-mysql', cpuSecPerRequest: 0.0012, multiAz: false },
    connections: 801,
    size: 'db.r6g.xlarge',
    usd: h * 0.815 + 100 * 0.27,
  },
  {
    name: 'Aurora Serverless v2 that rests every other hour: .5 and 1.5 units',
    stated: { engine: 'aurora-postgresql', cpuSecPerRequest: 0.0005, ioPerRequest: 0.1 },
    site: { ...virginia, traffic: night },
    size: '0.5 to 1.5 ACU',
    usd: 2 * h * 1 * 0.12 + 100 * 0.1 + ((225 * 3_600 * h * 0.1) / 1e6) * 0.2,
  },
];

it.each(rows)('$name, $size, is $usd USD a month', ({ size, usd, ...change }) => {
  const { sized: database, lines } = planOf(change);
  expect(database.size).toBe(size);
  expect(totalUsd(lines.mid)).toBe(Math.round(usd * 100) / 100);
});
