import { describe, expect, it } from 'vitest';
import type { Measurements } from '../../../core/records/index.ts';
import { uslThroughput } from '../../../core/usl.ts';
import { capacityOf, measureDemand } from '../../../estimator/index.ts';
import { seeded } from '../../../estimator/uncertainty/seeded.ts';
import { measure } from '../../validate/measured-system.ts';
import type { SimulatedSystem } from '../../validate/simulated-system.ts';
import { normalFrom } from '../normal.ts';

const system: SimulatedSystem = {
  name: 'server',
  servers: 4,
  cpuSec: 0.02,
  variation: 1,
  gain: null,
  lockSec: 0,
  thinkSec: null,
  idleCores: 0.1,
};
const measured = (change: Partial<SimulatedSystem> = {}, shares = [0.1, 0.2, 0.3, 0.45, 0.6]) =>
  measure({ ...system, ...change }, { shares, secondsPerStep: 120 }, seeded('5'));

/** Requests of three names whose mix is given for each step; CPU of 2, 10 and 30 ms, and 1 % of noise. */
function mixed(
  mixes: readonly (readonly [number, number, number])[],
  costs = [0.002, 0.01, 0.03],
): Measurements {
  const random = seeded('3');
  const base = measured(
    {},
    mixes.map(() => 0.1),
  );
  return {
    ...base,
    bins: base.bins.map((bin) => {
      const rates = (mixes[bin.step ?? 0] ?? [1, 1, 1]).map((rate) => rate * (1 + 0.05 * normalFrom(random)));
      const cores =
        rates.reduce((sum, rate, i) => sum + rate * (costs[i] ?? 0), 0.1) * (1 + 0.01 * normalFrom(random));
      const throughputPerSec = rates.reduce((sum, rate) => sum + rate, 0);
      const names = ['browse', 'search', 'buy'];
      const requests = names.map((name, i) => [name, { ...bin.total, throughputPerSec: rates[i] ?? 0 }]);
      return {
        ...bin,
        total: { ...bin.total, throughputPerSec },
        requests: Object.fromEntries(requests),
        used: { server: { cores } },
      };
    }),
  };
}

describe('the demand of several loads', () => {
  it('is the slope of CPU over throughput, with the base of the line', () => {
    const demand = measureDemand(measured());
    const { low, mid, high } = demand.cpuSecPerRequest;
    expect(Math.abs(mid / 0.02 - 1)).toBeLessThan(0.02);
    expect(low < 0.02 && 0.02 < high).toBe(true);
    expect(demand.evidence.fit).toMatchObject({ model: 'line', loads: 5 });
    expect(demand.evidence.fit?.rSquared).toBeGreaterThan(0.99);
  });

  it('gives the highest throughput, (c − U0)/D, from steps of at most 60 %', () => {
    const { perSec, basis, extrapolation } = capacityOf(measureDemand(measured()), 4.1);
    expect(Math.abs(perSec.mid / 200 - 1)).toBeLessThan(0.03);
    expect(perSec.low < 200 && 200 < perSec.high).toBe(true);
    expect({ basis, extrapolation }).toEqual({ basis: 'cpu', extrapolation: expect.closeTo(1.67, 1) });
  });

  it('promises no more than the interval of the demand does', () => {
    const demand = measureDemand(measured());
    const cpuSecPerRequest = { low: 0.015, mid: 0.02, high: 0.03 };
    const evidence = { ...demand.evidence, fit: null };
    const { basis, promisedPerSec } = capacityOf({ ...demand, cpuSecPerRequest, evidence }, 4.1);
    expect({ basis, promisedPerSec }).toEqual({
      basis: 'bound',
      promisedPerSec: expect.closeTo((4.1 - demand.idleCores) / 0.03, 6),
    });
  });

  it('is tested on the upper loads by a fit of the lower ones', () => {
    const backTest = measureDemand(measured()).evidence.backTest;
    expect(backTest).toMatchObject({ fittedLoads: 3, predictions: [{}, {}] });
    for (const { error } of backTest?.predictions ?? []) expect(Math.abs(error)).toBeLessThan(0.05);
  });

  it('on hyperthreads is what a request costs when all threads are busy', () => {
    const demand = measureDemand(measured({ gain: 0.3, idleCores: 0 }), { threadsPerCore: 2 });
    const truth = (2 * 1.3) / 0.02;
    expect(demand.evidence.fit?.model).toBe('hyperthreads');
    expect(Math.abs(capacityOf(demand, 4).perSec.mid / truth - 1)).toBeLessThan(0.05);
  });

  it('read as a line promises too much on hyperthreads', () => {
    const demand = measureDemand(measured({ gain: 0.3, idleCores: 0 }));
    expect(capacityOf(demand, 4).perSec.mid / ((2 * 1.3) / 0.02)).toBeGreaterThan(1.05);
  });

  it('is doubly unsure where the loads are near each other, and says why', () => {
    const { concerns } = measureDemand(measured({}, [0.3, 0.4, 0.5])).evidence;
    expect(concerns).toEqual([expect.stringMatching(/span a factor of 1\.\d, less than 3/)]);
  });

  it('is that of one server where the resource counts its servers', () => {
    const two = measured();
    const bins = two.bins.map((bin) => ({ ...bin, used: { server: { ...bin.used.server, tasks: 2 } } }));
    const [one, both] = [measureDemand(two), measureDemand({ ...two, bins })];
    expect(both.cpuSecPerRequest.mid).toBeCloseTo(one.cpuSecPerRequest.mid, 12);
    expect(both.highestRequestsPerSec).toBeCloseTo(one.highestRequestsPerSec / 2, 9);
    expect(both.idleCores).toBeCloseTo(one.idleCores / 2, 9);
  });
});

describe('a bottleneck that CPU does not show', () => {
  it('holds the highest throughput at the plateau', () => {
    const demand = measureDemand(measured({ lockSec: 0.012, thinkSec: 0.2 }, [0.1, 0.2, 0.4, 0.6, 0.8]));
    expect(demand.evidence.hiddenBottleneck?.text).toContain('a bottleneck that was not observed');
    const { perSec, basis } = capacityOf(demand, 4.1);
    expect(basis).toBe('hidden-bottleneck');
    expect(Math.abs(perSec.mid * 0.012 - 1)).toBeLessThan(0.03);
  });
});

describe('a bottleneck that no step reached', () => {
  const limitOf = (change: Partial<SimulatedSystem>) => {
    const { capacity, evidence } = measureDemand(measured(change));
    return { capacity, text: evidence.hiddenBottleneck?.text };
  };

  it('is found in the responses that wait for it, and is named', () => {
    const { capacity, text } = limitOf({ lockSec: 1 / 140 });
    expect(capacity?.basis).toBe('hidden-bottleneck');
    expect(capacity?.promisedPerSec).toBeGreaterThan(119);
    expect(capacity?.promisedPerSec).toBeLessThan(1.2 * 140);
    expect(text).toMatch(
      /lets through about 1\d\d.*responses grow from .* ms at .*, more than waiting for the CPU/,
    );
  });

  it('is excluded where the CPU explains how they grow', () => {
    expect(limitOf({}).capacity).toMatchObject({ basis: 'cpu' });
  });

  it('leaves the CPU no more than a bound where requests come in turn', () => {
    const { capacity } = limitOf({ isEven: true });
    expect(capacity).toMatchObject({ basis: 'bound' });
    expect(capacity?.promisedPerSec).toBeLessThan(140);
    expect(capacity?.perSec.low).toBeLessThanOrEqual(capacity?.promisedPerSec ?? 0);
  });
});

describe('the scalability law', () => {
  const lawOf = (loadModel: 'open' | 'closed', concurrencies: readonly number[]) => {
    const found = measured(
      {},
      concurrencies.map(() => 0.2),
    );
    const usl = { lambda: 40, sigma: 0.05, kappa: 0.001 };
    const bins = found.bins.map((bin) => {
      const concurrency = concurrencies[bin.step ?? 0] ?? 1;
      const throughputPerSec = uslThroughput(usl, concurrency);
      const used = { server: { cores: 0.1 + 0.005 * throughputPerSec } };
      return { ...bin, total: { ...bin.total, concurrency, throughputPerSec }, used };
    });
    const sources = found.sources.map((source) => ({ ...source, loadModel }));
    return measureDemand({ ...found, sources, bins, dropped: [] }).evidence.scalability;
  };
  const bending = [1, 2, 4, 8, 16, 32, 48];

  it('is that of the closed loads, with these beside it', () => {
    const law = lawOf('closed', bending);
    expect(law?.usl.sigma).toBeCloseTo(0.05, 6);
    expect(law?.usl.kappa).toBeCloseTo(0.001, 6);
    expect(law?.loads.map(({ concurrency }) => Math.round(concurrency))).toEqual(bending);
  });

  it.each([
    ['of an open model, whose requests pile up', 'open', bending],
    ['of too few loads', 'closed', [1, 4, 16]],
  ] as const)('is none %s', (_, loadModel, concurrencies) => {
    expect(lawOf(loadModel, concurrencies)).toBeNull();
  });
});

describe('the demand by request name', () => {
  const mixes = [
    [30, 5, 1],
    [5, 20, 2],
    [10, 5, 8],
    [40, 20, 1],
    [5, 30, 6],
    [20, 10, 12],
  ] as const;

  it('is told apart where the mix rotates from step to step', () => {
    const { cpuSecPerRequest, evidence } = measureDemand(mixed(mixes));
    const { byRequest, pooledBecause } = evidence;
    expect(pooledBecause).toBeNull();
    const truth = (110 * 0.002 + 90 * 0.01 + 30 * 0.03) / 230;
    expect(Math.abs(cpuSecPerRequest.mid / truth - 1)).toBeLessThan(0.03);
    const off = ['browse', 'search', 'buy'].map(
      (name, i) => (byRequest?.[name]?.mid ?? 0) / ([0.002, 0.01, 0.03][i] ?? 0) - 1,
    );
    for (const error of off) expect(Math.abs(error)).toBeLessThan(0.15);
  });

  it('has 0 and an upper bound by bootstrap for a request that costs nothing', () => {
    const { byRequest } = measureDemand(mixed(mixes, [0, 0.01, 0.03])).evidence;
    expect(byRequest?.browse?.low).toBeLessThan(1e-4);
    expect(byRequest?.browse?.high).toBeLessThan(1e-3);
  });

  it('is refused for a fixed mix, which has one pooled demand', () => {
    const fixed = [1, 2, 3, 4, 5, 6].map((k) => [10 * k, 5 * k, 2 * k] as const);
    const { byRequest, pooledBecause } = measureDemand(mixed(fixed)).evidence;
    expect(byRequest).toBeNull();
    expect(pooledBecause).toContain('rotate it from step to step');
  });
});

describe('what else a request needs', () => {
  it('is the demand of a database, with what it has', () => {
    const base = measured();
    const withDatabase: Measurements = {
      ...base,
      resources: [
        ...base.resources,
        {
          name: 'database',
          observedBy: 'cloudwatch',
          limits: { connections: 90 },
          idle: {},
          unavailable: null,
        },
      ],
      bins: base.bins.map((bin) => ({
        ...bin,
        used: { ...bin.used, database: { connections: 4 + 0.2 * bin.total.throughputPerSec } },
      })),
    };
    expect(measureDemand(withDatabase).evidence.further).toEqual([
      {
        resource: 'database',
        measure: 'connections',
        perRequest: {
          low: expect.closeTo(0.2, 9),
          mid: expect.closeTo(0.2, 9),
          high: expect.closeTo(0.2, 9),
        },
        base: expect.closeTo(4, 6),
        limit: 90,
      },
    ]);
  });

  it('includes memory that leaks at constant load', () => {
    const leaking = (bytesPerHour: number) => {
      const base = measured();
      const bins = base.bins.map((bin) => ({
        ...bin,
        used: { server: { ...bin.used.server, bytes: 1e8 + (bin.startMs / 3.6e6) * bytesPerHour } },
      }));
      return measureDemand({ ...base, bins }).evidence.leakBytesPerHour;
    };
    expect(leaking(5e7)).toBeCloseTo(5e7, 0);
    expect(leaking(1e6)).toBeNull();
  });
});
