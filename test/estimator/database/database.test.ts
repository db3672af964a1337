import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatabaseEngine, Measurements } from '../../../core/records/index.ts';
import { totalUsd } from '../../../estimator/cost/line.ts';
import { databaseDemand } from '../../../estimator/database/database-demand.ts';
import { engines } from '../../../estimator/database/engines.ts';
import { databaseSchema } from '../../../estimator/database/stated-database.ts';
import { optionsOf, sized } from '../site.ts';
import { behind, type DatabaseInput, planOf, sizeOf } from './plan-of.ts';

describe('max_connections', () => {
  const defaults: readonly (readonly [DatabaseEngine, number, number])[] = [
    ['postgresql', 8, 901],
    ['postgresql', 64, 5_000],
    ['mysql', 8, 682],
    ['aurora-postgresql', 16, 1_802],
    ['aurora-mysql', 4, 90],
    ['aurora-mysql', 16, 1_000],
    ['aurora-mysql', 128, 4_000],
    ['aurora-mysql', 768, 7_000],
  ];
  it.each(defaults)('of %s with %i GB is %i', (engine, memoryGb, connections) => {
    expect(engines[engine].maxConnections(memoryGb)).toBe(connections);
  });
});

describe('the size of a database', () => {
  it('never costs less for more work, more data or more connections', () => {
    const engine = fc.constantFrom<DatabaseEngine>(
      'postgresql',
      'mysql',
      'aurora-postgresql',
      'aurora-mysql',
    );
    const amounts = fc.record({
      cpuSecPerRequest: fc.double({ min: 1e-5, max: 0.02, noNaN: true }),
      dataGb: fc.double({ min: 1, max: 1_000, noNaN: true }),
      connections: fc.integer({ min: 0, max: 1_300 }),
    });
    const more = fc.double({ min: 1, max: 3, noNaN: true });
    fc.assert(
      fc.property(engine, amounts, more, (of, { cpuSecPerRequest, dataGb, connections }, factor) => {
        const usdAt = (cpu: number, data: number, open: number) => {
          const stated = { engine: of, cpuSecPerRequest: cpu, dataGb: data };
          return totalUsd(planOf({ stated, connections: Math.ceil(open) }).lines.mid);
        };
        const usd = usdAt(cpuSecPerRequest, dataGb, connections);
        expect(usdAt(cpuSecPerRequest * factor, dataGb, connections)).toBeGreaterThanOrEqual(usd);
        expect(usdAt(cpuSecPerRequest, dataGb * factor, connections)).toBeGreaterThanOrEqual(usd);
        expect(usdAt(cpuSecPerRequest, dataGb, connections * factor)).toBeGreaterThanOrEqual(usd);
      }),
      { numRuns: 50 },
    );
  });

  it('says what decides it, and what would next', () => {
    expect(planOf({ stated: { engine: 'mysql' }, connections: 960 }).sized).toMatchObject({
      size: 'db.m6g.xlarge',
      utilisation: 0.45,
      connections: { open: 960, most: 1_365 },
      binding: 'connections',
      runnerUp: 'cpu',
    });
  });

  it('names the class that the upper bound of its demand wants', () => {
    const demand = { cpuSecPerRequest: { low: 0.003, mid: 0.004, high: 0.006 } };
    const { sized: database, lines } = planOf({ stated: { engine: 'postgresql' }, demand });
    expect(database.notes).toEqual(['db.m6g.2xlarge at the upper bound of its demand']);
    expect(totalUsd(lines.high)).toBeGreaterThan(totalUsd(lines.mid));
  });

  const shortages: readonly (readonly [string, Parameters<typeof sizeOf>[0], RegExp])[] = [
    [
      'a writer that is too small',
      { stated: { engine: 'mysql', cpuSecPerRequest: 0.9 } },
      /cores of one writer/,
    ],
    ['too many connections', { stated: { engine: 'mysql' }, connections: 1e6 }, /1000000 connections/],
    [
      'too little memory',
      { stated: { engine: 'mysql', dataGb: 9_000, workingSetGb: 9_000 } },
      /working set of 9000 GB/,
    ],
  ];
  it.each(shortages)('is none with %s', (_, change, reason) => {
    expect(sizeOf(change)).toEqual({ reason: expect.stringMatching(reason), fix: expect.any(String) });
  });
});

describe('an option', () => {
  const alone = { loadBalancer: false } as const;
  const size = '1 vCPU, 2 GB';

  it('carries the database in its bill', () => {
    const [without, option] = [null, behind({ stated: { engine: 'postgresql' } })].map((database) =>
      optionsOf({ database, deployment: alone }, 'ecs-fargate').find(
        (each) => each.size === size && each.architecture === 'x86_64',
      ),
    );
    expect(option?.database).toMatchObject({ size: 'db.m6g.xlarge', instances: 2, storageGb: 125 });
    expect(without?.database).toBeNull();
    const usd = (option?.usdPerMonth.mid ?? 0) - (without?.usdPerMonth.mid ?? 0);
    expect(usd).toBeCloseTo(2 * 730 * 0.441 + 125 * 0.276, 2);
    const lines = option?.lines.filter(({ group }) => group === 'database') ?? [];
    expect(lines.reduce((sum, line) => sum + line.usdPerMonth, 0)).toBeCloseTo(usd, 2);
  });

  it('opens the connections of its tasks twice, for a rolling deployment', () => {
    const database = behind({ stated: { engine: 'postgresql', connectionsPerTask: 20 } });
    const options = optionsOf({ database, deployment: alone }, 'ecs-fargate');
    expect(options.map(({ database: own }) => own?.connections.open)).toEqual(
      options.map(({ tasks }) => tasks.mid * 20 * 2),
    );
  });

  it('is rejected where no database holds its connections, and names RDS Proxy', () => {
    const database = behind({ stated: { engine: 'postgresql', connectionsPerTask: 100 } });
    const { candidates, rejected } = sized({ database, deployment: alone }, 'ecs-fargate');
    const fixes = rejected.flatMap(({ reason, fix }) => (reason.includes('connections') ? [fix] : []));
    expect(new Set(fixes)).toEqual(
      new Set(['put RDS Proxy in between, or lower database.connectionsPerTask']),
    );
    expect(candidates.every(({ option }) => option.tasks.mid * 100 * 2 <= 4_000)).toBe(true);
  });
});

describe('the demand of a database', () => {
  /** A database that spends 2 ms and 3 I/O operations on a request, over three loads up to 300/s. */
  const measurements: Measurements = {
    schemaVersion: 1,
    sources: [],
    resources: [
      { name: 'db', observedBy: 'cloudwatch', limits: { cores: 2 }, idle: {}, unavailable: null },
      { name: 'cache', observedBy: 'cloudwatch', limits: {}, idle: {}, unavailable: 'no access' },
    ],
    bins: [100, 200, 300].map((throughputPerSec, step) => ({
      ...{ source: 0, startMs: step * 60_000, durationMs: 60_000, step, requests: {} },
      total: { throughputPerSec, concurrency: null, p50Ms: null, p95Ms: null, p99Ms: null, errors: 0 },
      used: {
        db: {
          cores: 0.1 + 0.002 * throughputPerSec,
          read_iops: 2 * throughputPerSec,
          write_iops: throughputPerSec,
        },
      },
    })),
    dropped: [],
    steps: [],
  };
  const demandOf = (change: Partial<DatabaseInput>, requestsPerSec = 450) =>
    databaseDemand(
      databaseSchema.parse({
        engine: 'postgresql',
        dataGb: 100,
        measuredDataGb: 80,
        resource: 'db',
        ...change,
      }),
      measurements,
      requestsPerSec,
    );

  it('is read from the resource that is named', () => {
    const { cpuSecPerRequest, idleCores, io, ratio } = demandOf({});
    expect(cpuSecPerRequest.mid).toBeCloseTo(0.002, 9);
    expect(idleCores).toBeCloseTo(0.1, 9);
    expect(io?.perRequest).toBeCloseTo(3, 9);
    expect(ratio).toBe(1.5);
  });

  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      'a resource that is not there',
      () => demandOf({ resource: 'orders' }),
      /"orders" was not observed.*"db", "cache"/,
    ],
    ['one that could not be read', () => demandOf({ resource: 'cache' }), /not observed \(no access\)/],
    [
      'a load past twice the measured one',
      () => demandOf({}, 601),
      /measured up to 300.0 requests\/s.*2.0 times/,
    ],
    [
      'data past twice the measured ones',
      () => demandOf({ dataGb: 161 }),
      /80 GB of data and will hold 161 GB/,
    ],
  ];
  it.each(refused)('is refused for %s', (_, demand, message) => {
    expect(demand).toThrow(
      expect.objectContaining({
        code: 'ESTIMATE_REFUSED',
        message: expect.stringMatching(message),
        hint: expect.any(String),
      }),
    );
  });

  const malformed: readonly (readonly [string, object, string])[] = [
    [
      'no data volume',
      { dataGb: undefined },
      'dataGb must say how much data the database will hold: what a request costs depends on it',
    ],
    [
      'no measured data volume',
      { measuredDataGb: undefined },
      'measuredDataGb must say how much data the database held when it was measured',
    ],
    [
      'no demand',
      { resource: undefined },
      'resource or cpuSecPerRequest must be given, and not both: where its demand comes from',
    ],
    [
      'two demands',
      { cpuSecPerRequest: 0.01 },
      'resource or cpuSecPerRequest must be given, and not both: where its demand comes from',
    ],
    [
      'a working set that is more than the data',
      { workingSetGb: 101 },
      'workingSetGb must be part of the 100 GB of data',
    ],
  ];
  it.each(malformed)('cannot be stated with %s', (_, change, problem) => {
    const stated = { engine: 'postgresql', dataGb: 100, measuredDataGb: 80, resource: 'db', ...change };
    const { error } = databaseSchema.safeParse(stated);
    expect(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([problem]);
  });
});
