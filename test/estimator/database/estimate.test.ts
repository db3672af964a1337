import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Estimate, estimateSchema, type LatencyObjective } from '../../../core/records/index.ts';
import { databaseSchema } from '../../../estimator/database/stated-database.ts';
import { estimateFromRun, loadHardware, loadPriceBook } from '../../../estimator/index.ts';
import { syntheticRun } from '../synthetic-run.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');
const loads = [50, 100, 150];

interface Asked {
  readonly resource?: string;
  readonly connectionsPerTask?: number;
  readonly slo?: readonly LatencyObjective[];
}

/** Tasks that spend 4 ms on a request, and the database behind them 3 ms, at three loads of 20 s. */
function estimateOf({ resource, connectionsPerTask = 20, slo }: Asked = {}): Estimate {
  const run = syntheticRun({
    steps: loads.map((requestsPerSec) => ({ seconds: 20, requestsPerSec })),
    change: (result) => {
      const [api] = result.observed;
      if (!api) return result;
      const points = api.points.map(([tMs, cores]): [number, number] => [tMs, (cores ?? 0) * 0.75]);
      return { ...result, observed: [...result.observed, { ...api, resource: 'orders', points }] };
    },
  });
  return estimateFromRun({
    ...run,
    workload: { requestsPerSec: 280, derivation: [] },
    region: 'ap-northeast-1',
    priceBook: loadPriceBook(readText),
    hardware: loadHardware(readText),
    database: databaseSchema.parse({
      ...{ engine: 'aurora-postgresql', resource: 'orders', dataGb: 120, measuredDataGb: 100 },
      connectionsPerTask,
    }),
    nowMs: Date.parse('2026-11-25T00:00:00Z'),
    options: { ...(resource !== undefined && { resource }), ...(slo && { slo }) },
  });
}

it('sizes the tasks by the resource that is not the database, and the database by its own', () => {
  const estimate = estimateOf();
  expect(estimateSchema.parse(estimate)).toEqual(estimate);
  expect(estimate.demand.resource).toBe('sample-api');
  const option = estimate.options[estimate.recommended ?? -1];
  // 280/s · 3 ms are .84 of the two vCPUs, of which 1.4 may be used.
  expect(option?.database).toMatchObject({ size: 'db.r6g.large', binding: 'cpu' });
  expect(option?.database?.utilisation).toBeCloseTo(0.42, 6);
  const usd = option?.lines.find(({ text }) => text === 'Aurora db.r6g.large')?.usdPerMonth;
  expect(usd).toBeCloseTo(2 * 730 * 0.407, 6);
  expect(estimate.assumptions).toContain(
    'a request costs the database what "orders" showed with 100 GB of data; it will hold 120 GB',
  );
});

it('names how far the database goes past its measured load, and what else is not known', () => {
  expect(estimateOf().warnings).toContain(
    'the run reached 150.0 requests/s, the design load is 1.9 times that: the database carries 1.9 times its measured load; what else all tasks share (cache) was not measured there',
  );
});

it('has requests wait for the database at the design load, where they may not take long', () => {
  const { options, recommended } = estimateOf({ slo: [{ quantile: 0.99, limitMs: 90 }] });
  expect(options[recommended ?? -1]?.planned.rules).toContain(
    'the database is used to 42 %: requests wait there too, 643 µs on average',
  );
});

it('refuses to take the database for the tasks', () => {
  expect(() => estimateOf({ resource: 'orders' })).toThrow(
    expect.objectContaining({
      code: 'ESTIMATE_REFUSED',
      message: '"orders" is named as what is to be sized and as what stands behind that',
    }),
  );
});

it('says of connections that no database holds what to do about them, and not about the load', () => {
  expect(() => estimateOf({ connectionsPerTask: 10_000 })).toThrow(
    expect.objectContaining({
      code: 'ESTIMATE_REFUSED',
      message: expect.stringContaining('connections, more than 80 % of the 5000 of aurora-postgresql'),
      hint: 'put RDS Proxy in between, or lower database.connectionsPerTask',
    }),
  );
});
