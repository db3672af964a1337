import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangC } from '../../../estimator/queueing/erlang.ts';
import { highestUtilisationForResponse } from '../../../estimator/queueing/highest-utilisation.ts';
import { meanValueAnalysis } from '../../../estimator/queueing/mean-value-analysis.ts';
import { responseQuantileSec, responseTail } from '../../../estimator/queueing/response.ts';
import { bothWaitsTail, meanWaitSec, waitTail } from '../../../estimator/queueing/wait.ts';

/** The published tables stand in test/validate/closed-forms.ts. */
describe('the queueing formulas', () => {
  it('have fewer wait with more servers, and more with more load (Erlang C)', () => {
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

  it('halve the wait where service is steady (M/D/1)', () => {
    const queue = { servers: 1, utilisation: 0.8, serviceSec: 1 };
    expect(meanWaitSec({ ...queue, variability: 0.5 })).toBeCloseTo(meanWaitSec(queue) / 2, 12);
  });

  it('add two waits: their means, and what waits for neither', () => {
    const wait = fc.record({
      delayed: fc.double({ min: 0.01, max: 1, noNaN: true }),
      meanSec: fc.double({ min: 0.1, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(wait, wait, (one, other) => {
        const tail = (sec: number) => bothWaitsTail(one, other, sec);
        expect(tail(0)).toBeCloseTo(1 - (1 - one.delayed) * (1 - other.delayed), 6);
        const step = 0.01;
        let mean = -tail(0) / 2;
        for (let sec = 0; sec < 60; sec += step) mean += tail(sec);
        expect(mean * step).toBeCloseTo(one.delayed * one.meanSec + other.delayed * other.meanSec, 3);
        expect(bothWaitsTail(one, { ...other, delayed: 0 }, 1)).toBeCloseTo(waitTail(one, 1), 12);
      }),
      { numRuns: 30 },
    );
  });

  it('give M/M/1 a p99 of 4.605·S/(1 − ρ)', () => {
    const queue = { servers: 1, utilisation: 0.6, serviceSec: 0.02 };
    expect(responseQuantileSec(queue, 0.99)).toBeCloseTo((Math.log(100) * 0.02) / 0.4, 6);
  });

  it('have no jump where the two rates of the tail are equal', () => {
    const queue = { servers: 4, utilisation: 0.75, serviceSec: 1 };
    expect(responseTail(queue, 3)).toBeCloseTo(responseTail({ ...queue, utilisation: 0.75 + 1e-7 }, 3), 6);
  });

  it('leave no safe utilisation where an idle server misses the limit', () => {
    expect(highestUtilisationForResponse(4, { quantile: 0.99, limit: 4 })).toBe(0);
  });

  it('follow a CPU, a disk and a think time for one user and two (mean value analysis)', () => {
    const stations = [
      { demandSec: 0.5, servers: 1 },
      { demandSec: 1, servers: 1 },
    ];
    expect(meanValueAnalysis({ stations, thinkSec: 1 }, 2)).toEqual([
      { users: 1, throughputPerSec: expect.closeTo(0.4, 9), responseSec: expect.closeTo(1.5, 9) },
      { users: 2, throughputPerSec: expect.closeTo(2 / 3, 9), responseSec: expect.closeTo(2, 9) },
    ]);
  });
});
