import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designLoad, type Workload, workloadScenarios } from '../../../core/load/index.ts';

const shop: Workload = {
  dailyUsers: 200_000,
  sessionsPerUser: 1.8,
  pagesPerSession: 5,
  requestsPerPage: 5,
  thinkTimeSeconds: 9,
  pageSeconds: 1,
  peakHourShare: 0.12,
  peakRatio: 1.5,
};

describe('the load of a day’s users', () => {
  const design = designLoad(shop, { iteration: 'session' });

  it('is 450 requests/s for 200,000 users', () => {
    expect(design).toMatchObject({
      requestsPerSec: 450,
      pagesPerSec: 90,
      sessionsPerSec: 18,
      concurrentUsers: 900,
      iterationsPerSec: 18,
      iterationMs: 50_000,
      thinkMs: 45_000,
      preAllocatedVUs: 990,
      maxVUs: 1_367,
      warnings: [],
    });
  });

  it('says how it came about', () => {
    expect(design.derivation).toEqual([
      '200000 users/day x 1.8 sessions x 25 requests = 9000000 requests/day',
      '9000000 requests/day x 0.12 in the peak hour / 3600 s = 300 requests/s',
      '300 requests/s x 1.5 (peak minute over mean minute) = 450 requests/s',
      '450 requests/s / 5 requests a page = 90 pages/s',
      '90 pages/s / 5 pages a session = 18 sessions/s',
      '90 pages/s x (1 s response + 9 s think time) = 900 concurrent users',
      'one iteration a session: 18 iterations/s of 50 s',
      '990 virtual users, 1367 if answers are 5 times as slow as expected',
    ]);
  });

  it('counts growth and scale, and names both', () => {
    const grown = designLoad({ ...shop, growth: 0.2 }, { iteration: 'page', scale: 0.5 });
    expect(grown.requestsPerSec).toBeCloseTo(270, 9);
    expect(grown.derivation.slice(3, 5)).toEqual([
      '450 requests/s x 1.2 (growth) = 540 requests/s',
      '540 requests/s x 0.5 (scale) = 270 requests/s',
    ]);
  });

  it('is never below what a minute of so few arrivals varies by itself', () => {
    // 60 requests in the peak hour: one a minute, 1 + 3/sqrt(1) = 4 in the busiest.
    const rare = designLoad(
      { dailyUsers: 120, requestsPerSession: 1, peakHourShare: 0.5, peakRatio: 1.5 },
      { iteration: 'request' },
    );
    expect(rare.requestsPerSec).toBeCloseTo(4 / 60, 9);
    expect(rare.derivation.join('\n')).toContain('x 4 (the least, by chance, of so few arrivals)');
  });

  it('names what it had to assume', () => {
    expect(designLoad({ dailyUsers: 1_000 }, { iteration: 'page' }).derivation).toContain(
      'assumed: pagesPerSession 10, requestsPerPage 1, thinkTimeSeconds 10, pageSeconds 1, sessionsPerUser 1, peakHourShare 0.12, peakRatio 1.5',
    );
  });
});

describe('the load of concurrent users', () => {
  it('is N·k/(R + Z)', () => {
    const design = designLoad(
      { concurrentUsers: 900, requestsPerPage: 5, thinkTimeSeconds: 9, pageSeconds: 1, pagesPerSession: 5 },
      { iteration: 'page' },
    );
    expect(design).toMatchObject({
      requestsPerSec: 450,
      pagesPerSec: 90,
      iterationsPerSec: 90,
      concurrentUsers: 900,
    });
    expect(design.derivation[0]).toBe(
      '900 concurrent users x 5 requests a page / (1 s response + 9 s think time) = 450 requests/s',
    );
  });
});

describe('statements that disagree', () => {
  it.each([
    ['800 where 900 follow', 800, 0],
    ['700 where 900 follow', 700, 1],
    ['1200 where 900 follow', 1_200, 1],
  ])('warns beyond 20 %%: %s', (_, concurrentUsers, warnings) => {
    const design = designLoad({ ...shop, concurrentUsers, growth: 1 }, { iteration: 'page', scale: 2 });
    expect(design.warnings).toHaveLength(warnings);
  });

  it('warns with both numbers', () => {
    expect(designLoad({ ...shop, concurrentUsers: 300 }, { iteration: 'page' }).warnings).toEqual([
      'users, think time and rate disagree: 300 concurrent users are stated, 900 follow from the daily users',
    ]);
  });
});

describe('every designed load', () => {
  const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const workloads = fc.record({
    dailyUsers: amount(1, 1e7),
    sessionsPerUser: amount(0.1, 10),
    pagesPerSession: amount(1, 50),
    requestsPerPage: amount(1, 50),
    thinkTimeSeconds: amount(0, 60),
    pageSeconds: amount(0.01, 10),
    peakHourShare: amount(1 / 24, 1),
    peakRatio: amount(1, 5),
  });
  const isClose = (value: number, expected: number) =>
    Math.abs(value - expected) <= 1e-9 * Math.abs(expected);

  it('grows with the users', () => {
    fc.assert(
      fc.property(workloads, amount(1.001, 10), (workload, more) => {
        const few = designLoad(workload, { iteration: 'page' });
        const many = designLoad(
          { ...workload, dailyUsers: workload.dailyUsers * more },
          { iteration: 'page' },
        );
        expect(many.requestsPerSec).toBeGreaterThanOrEqual(few.requestsPerSec);
        expect(many.preAllocatedVUs).toBeGreaterThanOrEqual(few.preAllocatedVUs);
      }),
    );
  });

  it('is proportional to its scale', () => {
    fc.assert(
      fc.property(workloads, amount(0.01, 10), (workload, scale) => {
        const whole = designLoad(workload, { iteration: 'session' });
        const scaled = designLoad(workload, { iteration: 'session', scale });
        expect(isClose(scaled.iterationsPerSec, scale * whole.iterationsPerSec)).toBe(true);
        expect(isClose(scaled.concurrentUsers, scale * whole.concurrentUsers)).toBe(true);
      }),
    );
  });

  it('obeys Little’s law: concurrent users are session rate times session duration', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        const { sessionsPerSec, iterationMs, concurrentUsers } = designLoad(workload, {
          iteration: 'session',
        });
        expect(isClose(concurrentUsers, (sessionsPerSec * iterationMs) / 1000)).toBe(true);
      }),
    );
  });

  it('comes back from its own concurrent users', () => {
    fc.assert(
      fc.property(workloads, ({ dailyUsers, ...behaviour }) => {
        const daily = designLoad({ dailyUsers, ...behaviour }, { iteration: 'page' });
        const back = designLoad(
          { concurrentUsers: daily.concurrentUsers, ...behaviour },
          { iteration: 'page' },
        );
        expect(isClose(back.requestsPerSec, daily.requestsPerSec)).toBe(true);
      }),
    );
  });
});

describe('the scenarios of a workload', () => {
  it('hold each multiple of the design load in turn', () => {
    const design = designLoad(shop, { iteration: 'request' });
    const { default: scenario } = workloadScenarios(design, { durationMs: 60_000, at: [0.5, 1, 1.5] });
    expect(scenario).toEqual({
      executor: 'ramping-arrival-rate',
      startRate: 225,
      timeUnit: '1s',
      stages: [
        { duration: '60000ms', target: 225 },
        { duration: '0ms', target: 450 },
        { duration: '60000ms', target: 450 },
        { duration: '0ms', target: 675 },
        { duration: '60000ms', target: 675 },
      ],
      preAllocatedVUs: 753,
      maxVUs: 3_550,
    });
  });

  it('hold the design load when nothing else is asked for', () => {
    const design = designLoad(shop, { iteration: 'request' });
    expect(workloadScenarios(design, { durationMs: 60_000 }).default.stages).toEqual([
      { duration: '60000ms', target: 450 },
    ]);
  });

  it('carry the shares of the mix', () => {
    expect(designLoad({ ...shop, mix: { browse: 3, buy: 1 } }, { iteration: 'page' }).mix).toEqual({
      browse: 0.75,
      buy: 0.25,
    });
  });
});
