import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SizingOption } from '../../../core/records/index.ts';
import { safeUtilisation } from '../../../estimator/index.ts';
import { fargateSizes } from '../../../estimator/platforms/fargate-sizes.ts';
import { optionsOf, type SiteChange, sized, usdOf } from '../site.ts';

function optionOf(change: SiteChange, vcpu: number, architecture: SizingOption['architecture'] = 'x86_64') {
  const found = optionsOf(change, 'ecs-fargate').find(
    (each) => each.vcpu === vcpu && each.architecture === architecture,
  );
  if (!found) throw new Error(`no option with ${vcpu} vCPU`);
  return found;
}

describe('the table of task sizes', () => {
  it.each([
    { vcpu: 0.25, count: 3, least: 0.5, most: 2 },
    { vcpu: 0.5, count: 4, least: 1, most: 4 },
    { vcpu: 1, count: 7, least: 2, most: 8 },
    { vcpu: 2, count: 13, least: 4, most: 16 },
    { vcpu: 4, count: 23, least: 8, most: 30 },
    { vcpu: 8, count: 12, least: 16, most: 60 },
    { vcpu: 16, count: 12, least: 32, most: 120 },
  ])('$vcpu vCPU has $count memories from $least to $most GB', ({ vcpu, count, least, most }) => {
    const memoryGb = fargateSizes.find((size) => size.vcpu === vcpu)?.memoryGb ?? [];
    expect([memoryGb.length, memoryGb[0], memoryGb.at(-1)]).toEqual([count, least, most]);
  });
});

/** What M/M/c alone says of p99 within ten times the service time: nothing but service, no cap. */
function utilisationByTheory(vcpu: number): number {
  const found = safeUtilisation({
    ...{ vcpu, servers: vcpu, cpuSec: 0.012, slo: { quantile: 0.99, limitMs: 120 } },
    ...{ lowLoad: null, steps: [], kind: null, imbalance: 1 },
  });
  return found.kind === 'safe' ? found.utilisation.mid : Number.NaN;
}

describe('450 requests/s of 12 ms in Tokyo with p99 within 120 ms, N+1', () => {
  it.each([
    { vcpu: 1, memoryGb: 2, utilisation: 0.539, needed: 11, tasks: 12, x86: 539.79, arm: 431.78 },
    { vcpu: 2, memoryGb: 4, utilisation: 0.758, needed: 4, tasks: 5, x86: 449.83, arm: 359.82 },
    { vcpu: 4, memoryGb: 8, utilisation: 0.875, needed: 2, tasks: 3, x86: 539.79, arm: 431.78 },
  ])('needs $needed and runs $tasks tasks of $vcpu vCPU at $utilisation', (row) => {
    const load = { utilisation: utilisationByTheory(row.vcpu) };
    const x86 = optionOf(load, row.vcpu);
    expect(Math.abs(x86.planned.utilisation - row.utilisation)).toBeLessThan(2e-3);
    expect(x86).toMatchObject({
      memoryGb: row.memoryGb,
      needed: { cpu: row.needed },
      tasks: { mid: row.tasks },
    });
    expect(usdOf(x86, 'compute')).toBe(row.x86);
    expect(usdOf(optionOf(load, row.vcpu, 'arm64'), 'compute')).toBe(row.arm);
  });
});

describe('one needed task and its spare, by hand', () => {
  it.each([
    { region: 'ap-northeast-1', vcpu: 0.25, usd: 22.49 },
    { region: 'ap-northeast-1', vcpu: 1, usd: 89.97 },
    { region: 'ap-northeast-1', vcpu: 16, usd: 1_439.44 },
    { region: 'us-east-1', vcpu: 1, usd: 72.08 },
  ])('$vcpu vCPU in $region is $usd USD a month', ({ region, vcpu, usd }) => {
    const option = optionOf({ region, requestsPerSec: 1 }, vcpu);
    expect(option).toMatchObject({ tasks: { mid: 2 }, binding: 'redundancy' });
    expect(usdOf(option, 'compute')).toBe(usd);
  });

  it('names the prices that it used', () => {
    const { candidates, prices } = sized({}, 'ecs-fargate');
    const [vcpuHour, gbHour] = (
      candidates.find(({ option }) => option.architecture === 'arm64')?.option.prices ?? []
    ).map((place) => prices[place]);
    expect([vcpuHour?.usd, gbHour?.usd]).toEqual([0.04045, 0.00442]);
    expect(vcpuHour).toMatchObject({
      item: 'Fargate vCPU',
      attributes: { arch: 'arm64' },
      sku: 'ZNX9M5D8R95VT2QQ',
    });
  });

  it('refuses a region that it has no prices for', () => {
    expect(() => sized({ region: 'eu-west-1' }, 'ecs-fargate')).toThrow(
      'regions with it: ap-northeast-1, us-east-1',
    );
  });
});

describe('what binds', () => {
  const megabyte = 2 ** 20;
  const memory = { peakBytes: 0, baseBytes: 100 * megabyte, bytesPerInFlight: 0, basis: 'fit' as const };

  it('is memory when requests in flight need more tasks than their CPU (18 · 500 MB on 0.8 · 8 GB less 100 MB)', () => {
    const load = { demand: { memory: { ...memory, bytesPerInFlight: 500 * megabyte } } };
    expect(optionOf(load, 4)).toMatchObject({ binding: 'cpu', memoryGb: 8, needed: { cpu: 3, memory: 2 } });
    expect(optionOf(load, 16).binding).toBe('redundancy');
    const slower = { demand: { ...load.demand, meanResponseMs: 1_000 } };
    expect(optionOf(slower, 4)).toMatchObject({
      binding: 'memory',
      memoryGb: 28,
      needed: { cpu: 3, memory: 10 },
    });
  });

  it('takes the cheapest memory in which the server fits in 80 %', () => {
    const load = { demand: { memory: { ...memory, baseBytes: 2_000 * megabyte } } };
    expect(optionOf(load, 1).memoryGb).toBe(3);
    expect(sized(load, 'ecs-fargate').rejected[0]).toEqual({
      platform: 'ecs-fargate',
      size: '0.25 vCPU, 2 GB',
      architecture: 'x86_64',
      vcpu: 0.25,
      reason: 'the server needs more than 2500 MiB of memory, the largest size has 2048 MiB',
    });
  });

  it('rejects a size whose idle CPU alone is above the target', () => {
    const load = { demand: { idleCores: 0.2 } };
    expect(sized(load, 'ecs-fargate').rejected.map(({ vcpu, reason }) => [vcpu, reason])).toContainEqual([
      0.25,
      'an idle server uses 0.200 cores, the target leaves 0.150',
    ]);
  });
});

describe('parallelism', () => {
  const single: SiteChange = { demand: { parallelism: { cores: 1, basis: 'single-thread' } } };

  it('does not let one thread use four vCPUs', () => {
    expect(optionOf(single, 4).needed.cpu).toBe(optionOf(single, 1).needed.cpu);
    expect(optionOf(single, 4).notes).toEqual(['the server uses at most 1.00 of the 4 vCPUs']);
  });

  it('makes a task below one vCPU one slower server', () => {
    expect(optionOf({}, 0.25)).toMatchObject({ queue: { servers: 1, serviceMs: 48 } });
    expect(optionOf({}, 0.25).notes).toEqual([
      'a request takes 4 times its CPU time, which comes in quotas of 100 ms',
    ]);
    expect(optionOf({}, 2)).toMatchObject({ queue: { servers: 2, serviceMs: 12 } });
  });
});

describe('bounds', () => {
  it('allow for the machine, and for hyperthreads on x86 alone (5.4 cores · .8, · 1.25, · 1.28 over .58)', () => {
    expect(optionOf({}, 1).tasks).toEqual({ low: 9, mid: 11, high: 16 });
    expect(optionOf({}, 1, 'arm64').tasks).toEqual({ low: 9, mid: 11, high: 13 });
    expect(optionOf({}, 1, 'arm64').architectureMeasured).toBe(false);
  });

  it.each([
    { highest: 100, ratio: 0.45, level: 'measured' },
    { highest: 30, ratio: 1.5, level: 'extrapolated' },
    { highest: 20, ratio: 2.25, level: 'needs-test' },
  ])('a task at $ratio of the highest measured load is $level', ({ highest, ratio, level }) => {
    const load = { demand: { highestRequestsPerSec: highest } };
    const option = optionOf(load, 1);
    expect(option.extrapolation).toEqual({ ratio, level });
    if (level === 'needs-test') expect(option.pareto).toBe(false);
  });
});

describe('properties', () => {
  const rate = fc.double({ min: 0.1, max: 20_000, noNaN: true });
  const cost = fc.double({ min: 1e-4, max: 0.5, noNaN: true });
  const target = fc.double({ min: 0.2, max: 0.9, noNaN: true });
  const ofLoad = (requestsPerSec: number, mid: number, utilisation: number) =>
    optionsOf(
      {
        requestsPerSec,
        utilisation,
        demand: { cpuSecPerRequest: { low: mid * 0.9, mid, high: mid * 1.1 } },
      },
      'ecs-fargate',
    );

  it('needed tasks carry the load, bounds hold their middle, and the sizes are sorted by cost', () => {
    fc.assert(
      fc.property(rate, cost, target, (requestsPerSec, mid, utilisation) => {
        const options = ofLoad(requestsPerSec, mid, utilisation);
        for (const { needed, vcpu, tasks, usdPerMonth, utilisation: reached } of options) {
          expect(needed.cpu * vcpu * (1 + 1e-9)).toBeGreaterThanOrEqual(requestsPerSec * mid);
          expect(tasks.low <= tasks.mid && tasks.mid <= tasks.high && tasks.mid > needed.cpu).toBe(true);
          expect(usdPerMonth.low <= usdPerMonth.mid && usdPerMonth.mid <= usdPerMonth.high).toBe(true);
          expect(reached).toBeLessThan(utilisation);
        }
        const prices = options.map(({ usdPerMonth }) => usdPerMonth.mid);
        expect(prices).toEqual(prices.toSorted((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  it('cost does not fall when the load or the demand rises', () => {
    const factor = fc.double({ min: 1, max: 3, noNaN: true });
    const cheapestOf = (options: SizingOption[]) => options[0]?.usdPerMonth.mid ?? Number.NaN;
    fc.assert(
      fc.property(rate, cost, factor, factor, (requestsPerSec, mid, moreLoad, moreDemand) => {
        const base = cheapestOf(ofLoad(requestsPerSec, mid, 0.6));
        expect(cheapestOf(ofLoad(requestsPerSec * moreLoad, mid * moreDemand, 0.6))).toBeGreaterThanOrEqual(
          base,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('the front is never empty and never holds an option that another beats', () => {
    fc.assert(
      fc.property(rate, cost, (requestsPerSec, mid) => {
        const options = ofLoad(requestsPerSec, mid, 0.6).filter(
          ({ architecture }) => architecture === 'x86_64',
        );
        const carried = options.filter(({ extrapolation }) => extrapolation.level !== 'needs-test');
        const front = carried.filter(({ pareto }) => pareto);
        expect(front.length > 0).toBe(carried.length > 0);
        for (const a of front) {
          const better = carried.filter(
            (b) => b.usdPerMonth.mid < a.usdPerMonth.mid && b.utilisation < a.utilisation,
          );
          expect(better).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
