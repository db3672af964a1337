import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakEvenShare } from '../../../estimator/platforms/lambda-provisioned.ts';
import { serversForLoss } from '../../../estimator/queueing/erlang.ts';
import { optionsOf, type SiteChange, sized } from '../site.ts';

/** 450/s of 40 ms at 1769 MB: 18 at a time. */
const peak: SiteChange = {
  region: 'us-east-1',
  deployment: { loadBalancer: false, lambdaProvisionedConcurrency: 'peak' },
};
const h = 730;
const requests = 450 * 3_600 * h;

/** Erlang's loss formula as a sum, another way than the code's recursion. */
function lossOf(servers: number, offered: number): number {
  let [term, sum] = [1, 1];
  for (let k = 1; k <= servers; k++) {
    term *= offered / k;
    sum += term;
  }
  return term / sum;
}

interface Bill {
  readonly name: string;
  readonly change: SiteChange;
  readonly arch: 'x86_64' | 'arm64';
  readonly ready: number;
  /** USD a GB-second: kept, served on what is kept, on demand. */
  readonly rates: readonly [number, number, number];
}

const stated = (lambdaProvisionedConcurrency: number, region: string): SiteChange => ({
  region,
  deployment: { loadBalancer: false, lambdaProvisionedConcurrency },
});

const bills: readonly Bill[] = [
  {
    name: 'the 28 that 18 at a time need, in Virginia',
    change: peak,
    arch: 'x86_64',
    ready: 28,
    rates: [0.0000041667, 0.0000097222, 0.0000166667],
  },
  {
    name: 'the same on ARM',
    change: peak,
    arch: 'arm64',
    ready: 28,
    rates: [0.0000033334, 0.0000077778, 0.0000133334],
  },
  {
    name: 'ten, of which many requests spill over, in Tokyo',
    change: stated(10, 'ap-northeast-1'),
    arch: 'x86_64',
    ready: 10,
    rates: [0.0000053835, 0.0000125615, 0.0000166667],
  },
];

it.each(bills)('keeps ready and pays: $name, $arch', ({ change, arch, ready, rates }) => {
  const size = `1769 MB, ${ready} provisioned`;
  const option = optionsOf(change, 'lambda').find((each) => each.size === size && each.architecture === arch);
  const [kept, served, onDemand] = rates;
  const gb = 1_769 / 1_024;
  const gbSeconds = requests * 0.04 * gb;
  const spilled = lossOf(ready, 18);
  const usd =
    requests * 2e-7 +
    ready * gb * h * 3_600 * kept +
    gbSeconds * (1 - spilled) * served +
    gbSeconds * spilled * onDemand;
  expect(option?.provisionedConcurrency).toBe(ready);
  expect(option?.usdPerMonth.mid).toBe(Math.round(usd * 100) / 100);
});

it('stands beside the same size on demand, each on the front of its own kind', () => {
  const options = optionsOf(peak, 'lambda').filter(({ size }) => size.startsWith('1769 MB'));
  expect(options).toHaveLength(4);
  for (const architecture of ['x86_64', 'arm64'])
    for (const isReady of [true, false])
      expect(
        optionsOf(peak, 'lambda').some(
          (option) =>
            option.pareto &&
            option.architecture === architecture &&
            (option.provisionedConcurrency !== undefined) === isReady,
        ),
      ).toBe(true);
});

describe('the break-even is said', () => {
  it.each([
    {
      name: 'as a share of the time, in Virginia: .0041667/(.0166667 − .0097222)',
      change: peak,
      says: 'more than 60 % of the time, here it is in 63.8 %',
    },
    {
      name: 'as none, in Tokyo: .0053835 are more than .0166667 − .0125615',
      change: stated(28, 'ap-northeast-1'),
      says: 'costs more than on demand, however busy',
    },
  ])('$name', ({ change, says }) => {
    const option = optionsOf(change, 'lambda').find(({ size }) => size === '1769 MB, 28 provisioned');
    expect(option?.notes.join('; ')).toContain(says);
  });

  it('where both bills are the same', () => {
    const rate = fc.double({ min: 1e-7, max: 1e-4, noNaN: true });
    fc.assert(
      fc.property(rate, rate, rate, (kept, served, onDemand) => {
        const share = breakEvenShare({ usd: kept }, { usd: served }, { usd: onDemand });
        if (onDemand <= served) expect(share).toBe(Infinity);
        else expect((kept + share * served) / (share * onDemand)).toBeCloseTo(1, 9);
      }),
    );
  });
});

it('rejects more environments than the region may plan for', () => {
  const { rejected } = sized(stated(900, 'us-east-1'), 'lambda');
  expect(rejected.map(({ reason }) => reason)).toContain('900 are kept ready, and 800 may be planned for');
});

it('the fewest servers for a loss: one fewer would lose more', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 300, noNaN: true }), (offered) => {
      const servers = serversForLoss(offered, 0.01);
      expect(lossOf(servers, offered)).toBeLessThanOrEqual(0.01 + 1e-12);
      expect(lossOf(servers - 1, offered)).toBeGreaterThan(0.01 - 1e-12);
    }),
  );
});
