import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, smoke, soak, spike, staircase, stress, virtualUsersFor } from '../../../core/load/index.ts';

const open = { ratePerSec: 40, iterationMs: 500 };
const closed = { vus: 8 };
const minuteMs = 60_000;

describe('profiles of the open model', () => {
  it('smoke holds a constant rate', () => {
    expect(smoke(open)).toEqual({
      executor: 'constant-arrival-rate',
      rate: 40,
      timeUnit: '1s',
      duration: '10000ms',
      preAllocatedVUs: 34,
      maxVUs: 130,
    });
  });

  it('load ramps up, holds and ramps down', () => {
    expect(load(open, { durationMs: 5 * minuteMs, rampMs: 30_000 })).toEqual({
      executor: 'ramping-arrival-rate',
      startRate: 0,
      timeUnit: '1s',
      stages: [
        { duration: '30000ms', target: 40 },
        { duration: '300000ms', target: 40 },
        { duration: '30000ms', target: 0 },
      ],
      preAllocatedVUs: 34,
      maxVUs: 130,
    });
  });

  it('soak is the same load for hours', () => {
    expect(soak(open).stages).toEqual([
      { duration: '120000ms', target: 40 },
      { duration: '14400000ms', target: 40 },
      { duration: '120000ms', target: 0 },
    ]);
  });

  it('stress climbs beyond the expected load', () => {
    expect(stress(open).stages.map(({ target }) => target)).toEqual([40, 40, 60, 60, 80, 80, 120, 120]);
  });

  it('spike rises from the expected load to its peak and comes back', () => {
    const { stages, ...scenario } = spike(open, {
      peak: 10,
      peakMs: 20_000,
      rampMs: 1_000,
      baseMs: minuteMs,
    });
    expect(scenario).toMatchObject({ startRate: 40, ...virtualUsersFor({ ...open, ratePerSec: 400 }) });
    expect(stages).toEqual([
      { duration: '60000ms', target: 40 },
      { duration: '1000ms', target: 400 },
      { duration: '20000ms', target: 400 },
      { duration: '1000ms', target: 40 },
      { duration: '60000ms', target: 40 },
    ]);
  });

  it('staircase jumps from plateau to plateau', () => {
    expect(staircase(open, { at: [0.5, 1, 0.25], stepMs: 1_000 })).toMatchObject({
      startRate: 20,
      stages: [
        { duration: '1000ms', target: 20 },
        { duration: '0ms', target: 40 },
        { duration: '1000ms', target: 40 },
        { duration: '0ms', target: 10 },
        { duration: '1000ms', target: 10 },
      ],
    });
  });

  it.each([
    ['whole rates count by the second', 7, '1s', 7],
    ['half a rate counts by the minute', 0.5, '1m', 30],
    ['a rare rate counts by the hour', 0.011, '1h', 40],
    ['a rate within 0.1 % of a whole number is taken for it', 2999.5, '1s', 3000],
  ])('%s, because k6 takes whole numbers', (_, ratePerSec, timeUnit, target) => {
    expect(smoke({ ratePerSec, iterationMs: 100 })).toMatchObject({ timeUnit, rate: target });
  });
});

describe('profiles of the closed model', () => {
  it('smoke keeps its virtual users', () => {
    expect(smoke(closed, { durationMs: 2_000 })).toEqual({
      executor: 'constant-vus',
      vus: 8,
      duration: '2000ms',
    });
  });

  it('load starts from none, not from k6’s default of one', () => {
    expect(load(closed)).toMatchObject({ executor: 'ramping-vus', startVUs: 0 });
  });

  it('staircase steps in virtual users', () => {
    expect(staircase(closed, { at: [0.5, 1], stepMs: 1_000, rampMs: 200 })).toEqual({
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { duration: '200ms', target: 4 },
        { duration: '1000ms', target: 4 },
        { duration: '200ms', target: 8 },
        { duration: '1000ms', target: 8 },
      ],
    });
  });
});

describe('virtual users for an arrival rate', () => {
  it('are those busy by Little’s law plus three standard deviations, at least one', () => {
    expect(virtualUsersFor({ ratePerSec: 100, iterationMs: 1_000 })).toEqual({
      preAllocatedVUs: 130,
      maxVUs: 568,
    });
    expect(virtualUsersFor({ ratePerSec: 0, iterationMs: 1_000 })).toEqual({ preAllocatedVUs: 1, maxVUs: 1 });
  });

  it('carry answers five times as slow, while think time stays', () => {
    expect(virtualUsersFor({ ratePerSec: 10, iterationMs: 11_000, thinkMs: 10_000 }).maxVUs).toBe(
      virtualUsersFor({ ratePerSec: 10, iterationMs: 15_000 }).preAllocatedVUs,
    );
  });

  it('never preallocate more than the maximum', () => {
    const amount = fc.double({ min: 0, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, (ratePerSec, answerMs, thinkMs) => {
        const { preAllocatedVUs, maxVUs } = virtualUsersFor({
          ratePerSec,
          iterationMs: answerMs + thinkMs,
          thinkMs,
        });
        expect(preAllocatedVUs).toBeLessThanOrEqual(maxVUs);
        expect(preAllocatedVUs).toBeGreaterThanOrEqual((ratePerSec * (answerMs + thinkMs)) / 1000);
      }),
    );
  });
});
