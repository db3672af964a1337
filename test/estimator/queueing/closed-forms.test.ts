import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangC } from '../../../estimator/queueing/erlang.ts';
import {
  highestUtilisationForResponse,
  highestUtilisationForWait,
} from '../../../estimator/queueing/highest-utilisation.ts';
import { meanValueAnalysis } from '../../../estimator/queueing/mean-value-analysis.ts';
import { meanResponseSec, responseQuantileSec, responseTail } from '../../../estimator/queueing/response.ts';
import { erlangStaffing, squareRootStaffing } from '../../../estimator/queueing/staffing.ts';
import { meanWaitSec, waitOf, waitTail } from '../../../estimator/queueing/wait.ts';

/** Three decimals of a published table. */
const near = (value: number) => expect.closeTo(value, 3);

describe('Erlang C', () => {
  it.each([
    [1, 0.8, 0.8],
    [2, 0.8, 0.71111],
    [4, 0.75, 0.509434],
    [8, 0.8, 0.457645],
    [16, 0.8, 0.304884],
    [14, 10 / 14, 0.17413],
    [11, 10 / 11, 0.68212],
    [55, 48 / 55, 0.2387],
  ])('with %i servers at %f is %f', (servers, utilisation, delayed) => {
    expect(erlangC({ servers, utilisation })).toEqual(near(delayed));
  });

  it('falls with more servers and rises with the load', () => {
    const load = fc.record({
      servers: fc.integer({ min: 1, max: 60 }),
      utilisation: fc.double({ min: 0.01, max: 0.98, noNaN: true }),
    });
    fc.assert(
      fc.property(load, ({ servers, utilisation }) => {
        const delayed = erlangC({ servers, utilisation });
        expect(delayed).toBeLessThanOrEqual(utilisation + 1e-12);
        expect(erlangC({ servers: servers + 1, utilisation })).toBeLessThanOrEqual(delayed + 1e-12);
        expect(erlangC({ servers, utilisation: utilisation + 0.01 })).toBeGreaterThan(delayed);
      }),
    );
  });
});

describe('the wait', () => {
  it.each([
    { agents: 55, calls: 48, serviceSec: 240, meanSec: 8.184, within: 15, level: 0.8459 },
    { agents: 14, calls: 10, serviceSec: 180, meanSec: 7.836, within: 20, level: 0.88835 },
    { agents: 11, calls: 10, serviceSec: 180, meanSec: 122.78, within: 20, level: 0.3896 },
  ])('of $calls erlangs at $agents agents', ({ agents, calls, serviceSec, meanSec, within, level }) => {
    const queue = { servers: agents, utilisation: calls / agents, serviceSec };
    expect(meanWaitSec(queue)).toBeCloseTo(meanSec, 2);
    expect(1 - waitTail(waitOf(queue), within)).toEqual(near(level));
  });

  it('of steady service is half of that of exponential service (M/D/1)', () => {
    const queue = { servers: 1, utilisation: 0.8, serviceSec: 1 };
    expect(meanWaitSec({ ...queue, variability: 0.5 })).toBeCloseTo(meanWaitSec(queue) / 2, 12);
  });
});

describe('the response time of M/M/c', () => {
  it('with 4 servers at 70 % is 1.3572 S on average, 3.7525 S at p95, 5.4926 S at p99', () => {
    const queue = { servers: 4, utilisation: 0.7, serviceSec: 1 };
    expect(meanResponseSec(queue)).toEqual(near(1.3572));
    expect(responseQuantileSec(queue, 0.95)).toEqual(near(3.7525));
    expect(responseQuantileSec(queue, 0.99)).toEqual(near(5.4926));
  });

  it('with one server has p99 = 4.605·S/(1 − ρ)', () => {
    const queue = { servers: 1, utilisation: 0.6, serviceSec: 0.02 };
    expect(responseQuantileSec(queue, 0.99)).toBeCloseTo((Math.log(100) * 0.02) / 0.4, 6);
  });

  it('has no jump where the two rates of its tail are equal', () => {
    const queue = { servers: 4, utilisation: 0.75, serviceSec: 1 };
    expect(responseTail(queue, 3)).toBeCloseTo(responseTail({ ...queue, utilisation: 0.75 + 1e-7 }, 3), 6);
  });
});

describe('the highest safe utilisation', () => {
  it.each([
    [1, 0.232, 0.424, 0.539, 0.01, 0.05, 0.2, 0.3],
    [2, 0.544, 0.688, 0.758, 0.073, 0.171, 0.37, 0.469],
    [4, 0.75, 0.837, 0.875, 0.203, 0.33, 0.526, 0.61],
    [8, 0.867, 0.916, 0.936, 0.358, 0.484, 0.651, 0.718],
    [16, 0.93, 0.957, 0.968, 0.506, 0.614, 0.747, 0.798],
    [32, 0.964, 0.978, 0.984, 0.63, 0.717, 0.819, 0.856],
    [64, 0.982, 0.989, 0.992, 0.728, 0.795, 0.87, 0.898],
  ])('of %i servers, for p99 within 6, 8 and 10 S and 1, 5, 20 and 30 %% waiting', (servers, ...expected) => {
    const responses = [6, 8, 10].map((limit) =>
      highestUtilisationForResponse(servers, { quantile: 0.99, limit }),
    );
    const waits = [0.01, 0.05, 0.2, 0.3].map((delayed) => highestUtilisationForWait(servers, delayed));
    for (const [i, found] of [...responses, ...waits].entries()) {
      expect(Math.abs(found - (expected[i] ?? Number.NaN))).toBeLessThan(1e-3);
    }
  });

  it('is 0 where an idle server misses the limit', () => {
    expect(highestUtilisationForResponse(4, { quantile: 0.99, limit: 4 })).toBe(0);
  });
});

describe('staffing for 20 erlangs', () => {
  it.each([
    [2.375, 31, 0.0151],
    [1.761, 28, 0.0628],
    [1.16, 26, 0.1434],
    [1, 25, 0.2091],
  ])(
    'by the square root with Q = %f takes %i servers, of whose arrivals %f wait',
    (safety, servers, delayed) => {
      expect(squareRootStaffing(20, safety)).toBe(servers);
      expect(erlangC({ servers, utilisation: 20 / servers })).toEqual(near(delayed));
    },
  );

  it.each([
    [0.01, 32],
    [0.05, 29],
    [0.2, 26],
    [0.3, 24],
  ])('by Erlang C for %f waiting takes %i', (delayed, servers) => {
    expect(erlangStaffing(20, delayed)).toBe(servers);
  });

  it.each([
    [6, 22],
    [10, 21],
  ])('for p99 within %i S takes %i', (limit, servers) => {
    const keeps = (count: number) =>
      responseTail({ servers: count, utilisation: 20 / count, serviceSec: 1 }, limit) <= 0.01;
    expect([keeps(servers - 1), keeps(servers)]).toEqual([false, true]);
  });
});

describe('mean value analysis', () => {
  it('of a CPU, a disk and a think time', () => {
    const stations = [
      { demandSec: 0.5, servers: 1 },
      { demandSec: 1, servers: 1 },
    ];
    const [one, two] = meanValueAnalysis({ stations, thinkSec: 1 }, 2);
    expect(one).toEqual({ users: 1, throughputPerSec: near(0.4), responseSec: near(1.5) });
    expect(two).toEqual({ users: 2, throughputPerSec: near(2 / 3), responseSec: near(2) });
  });

  it('of a central server with two disks and 17 terminals', () => {
    const stations = [5, 80 * 0.05, 100 * 0.03].map((demandSec) => ({ demandSec, servers: 1 }));
    const load = meanValueAnalysis({ stations, thinkSec: 18 }, 17).at(-1);
    expect(load?.throughputPerSec).toEqual(near(0.1963));
    expect(load?.responseSec).toBeCloseTo(68.6, 1);
  });

  it('of four servers of 20 ms and a delay of 80 ms, through saturation', () => {
    const loads = meanValueAnalysis({ stations: [{ demandSec: 0.02, servers: 4 }], thinkSec: 0.08 }, 48);
    const expected = [10, 40, 79.834, 118.302, 152.692, 178.919, 193.708, 199.886, 200];
    const found = [1, 4, 8, 12, 16, 20, 24, 32, 48].map((users) => loads[users - 1]?.throughputPerSec);
    expect(found).toEqual(expected.map(near));
  });
});
