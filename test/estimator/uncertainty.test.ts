import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCommitment } from '../../estimator/cost/commitment.ts';
import { planMonths } from '../../estimator/month/plan-months.ts';
import { stratified } from '../../estimator/uncertainty/latin-hypercube.ts';
import { normalQuantile } from '../../estimator/uncertainty/normal.ts';
import { quantileOf } from '../../estimator/uncertainty/spread.ts';
import { tornadoOf } from '../../estimator/uncertainty/uncertain-options.ts';
import { makeSite, sized } from './site.ts';

it.each([
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.975, 1.959963984540054],
  [0.001, -3.090232306167813],
])('the normal quantile of %d is %d', (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 8);
});

describe('stratified draws', () => {
  it('have one in each stratum, by name the same, between names different', () => {
    const draws = stratified('users', 500);
    expect([...draws].map((u) => Math.floor(u * 500)).sort((a, b) => a - b)).toEqual([...Array(500).keys()]);
    expect(stratified('users', 500)).toEqual(draws);
    expect(stratified('demand', 500)).not.toEqual(draws);
  });
});

it('a range is met at its confidence, is its middle at one half, and rises with the quantile', () => {
  const range = { low: 80, mid: 100, high: 150, confidence: 0.8 };
  expect([0.1, 0.5, 0.9].map((u) => Math.round(quantileOf(range, u) * 1e6) / 1e6)).toEqual([80, 100, 150]);
  const u = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
  fc.assert(
    fc.property(u, u, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(quantileOf(range, low)).toBeLessThanOrEqual(quantileOf(range, high));
    }),
  );
});

describe('what the draws make of options', () => {
  const load = {
    workload: {
      dailyUsers: 200_000,
      sessionsPerUser: 1.8,
      requestsPerSession: 25,
      peakHourShare: 0.12,
      peakRatio: 1.5,
    },
    ranges: { dailyUsers: { low: 150_000, mid: 200_000, high: 280_000, confidence: 0.8 } },
  };
  const change = { demand: { cpuSecPerRequest: { low: 0.0115, mid: 0.012, high: 0.0125 } } };
  const planned = planMonths(makeSite(change), sized(change, 'ecs-fargate', 'ec2').candidates, load);
  const judged = planned.filter(({ option }) => option.uncertainty !== null);

  it('are percentiles in order, a probability, and the same at each call', () => {
    expect(judged.length).toBeGreaterThan(3);
    for (const { option } of judged) {
      const { p10 = 0, p50 = 0, p90 = 0 } = option.uncertainty?.usdPerMonth ?? {};
      expect(p10).toBeLessThanOrEqual(p50);
      expect(p50).toBeLessThanOrEqual(p90);
      expect(option.uncertainty?.sloMet).toBeGreaterThan(0);
    }
    const again = planMonths(makeSite(change), sized(change, 'ecs-fargate', 'ec2').candidates, load);
    expect(again.map(({ option }) => option)).toEqual(planned.map(({ option }) => option));
  });

  it('names the users first, whose range is the widest, then the machine and the demand', () => {
    const [{ drawn } = { drawn: null }] = judged;
    if (!drawn) throw new Error('no plan was drawn');
    const tornado = tornadoOf(makeSite(change), drawn, load);
    expect(tornado[0]?.input).toBe('dailyUsers');
    expect(tornado.map(({ input }) => input)).toContain('hardware');
  });

  it('meet the objective more surely with more tasks, and regret least at four fifths of the need', () => {
    const one = judged.find(
      ({ option }) => option.size === '1 vCPU, 2 GB' && option.architecture === 'arm64',
    );
    expect(one?.option.uncertainty?.leastRegretTasks).toBeGreaterThan(one?.option.tasks.mid ?? Infinity);
    const az = { ...change, deployment: { redundancy: 'az-loss' as const } };
    const planned3 = planMonths(makeSite(az), sized(az, 'ecs-fargate').candidates, load);
    const safer = planned3.find(
      ({ option }) => option.size === '1 vCPU, 2 GB' && option.architecture === 'arm64',
    );
    expect(safer?.option.uncertainty?.sloMet).toBeGreaterThanOrEqual(one?.option.uncertainty?.sloMet ?? 1);
  });
});

describe('a commitment', () => {
  it.each([
    {
      name: 'covers all of a constant usage',
      usage: [10, 10, 10, 10],
      discount: 0.2,
      covered: 10,
      saved: 2 * 730,
    },
    {
      name: 'covers nothing that is there a tenth of the time',
      usage: [...Array(9).fill(0), 10],
      discount: 0.2,
      covered: 0,
      saved: 0,
    },
    {
      name: 'covers the base of a day',
      usage: [...Array(12).fill(4), ...Array(12).fill(10)],
      discount: 0.3,
      covered: 4,
      saved: 1.2 * 730,
    },
  ])('$name', ({ usage, discount, covered, saved }) => {
    const found = bestCommitment(usage, discount);
    expect(found.coveredUsdPerHour).toBe(covered);
    expect(found.savedUsdPerMonth).toBeCloseTo(saved, 2);
  });

  it('is the best there is', () => {
    const usage = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });
    const share = fc.double({ min: 0.05, max: 0.6, noNaN: true });
    fc.assert(
      fc.property(usage, share, (usd, discount) => {
        const cost = (covered: number) =>
          usd.reduce((sum, each) => sum + covered * (1 - discount) + Math.max(0, each - covered), 0);
        const { coveredUsdPerHour } = bestCommitment(usd, discount);
        for (const other of [0, ...usd])
          expect(cost(coveredUsdPerHour)).toBeLessThanOrEqual(cost(other) + 1e-6);
      }),
    );
  });
});
