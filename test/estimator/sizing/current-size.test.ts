import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentSize, type StatedSize } from '../../../estimator/sizing/current-size.ts';
import { makeSite, type SiteChange, sized } from '../site.ts';

const given = { platform: 'ecs-fargate', size: '1 vCPU, 2 GB', tasks: 6, source: 'given' } as const;

const compare = (stated: Partial<StatedSize> = {}, change: SiteChange = {}) => {
  const proposed = sized(change, 'ecs-fargate').candidates.find(
    ({ option: { vcpu, architecture } }) => vcpu === 1 && architecture === 'x86_64',
  );
  return currentSize(makeSite(change), { ...given, ...stated }, { prices: [], proposed });
};

describe('what runs now', () => {
  it('is used by its share of the load: (450 · .012 / 6 + .02) / 1', () => {
    const { current } = compare();
    expect(current.utilisation).toBeCloseTo(0.92, 12);
    // ⌈450 · .012 / (.6 − .02)⌉ = 10, and one more.
    expect(current.neededTasks).toBe(11);
  });

  it('costs what the same count of the proposed size would, and each task .05056 + 2 · .00553 + .005 an hour', () => {
    const proposed = compare({ tasks: 11 }).current;
    expect(proposed.change.usdPerMonth).toBe(0);
    const task = (0.05056 + 2 * 0.00553 + 0.005) * 730;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (tasks) => {
        const { usdPerMonth, change } = compare({ tasks }).current;
        expect(usdPerMonth - proposed.usdPerMonth).toBeCloseTo((tasks - 11) * task, 1);
        expect(change.usdPerMonth).toBeCloseTo((11 - tasks) * task, 1);
      }),
      { numRuns: 20 },
    );
  });

  it('brings the prices that it rests on', () => {
    const { current, prices } = compare({ architecture: 'arm64' });
    const named = current.prices.map((place) => prices[place]);
    expect(named).not.toContain(undefined);
    expect(named.map((price) => price?.attributes.arch)).toContain('arm64');
  });

  it.each([
    [{ platform: 'ecs-fargate', size: '1vcpu, 8gb', architecture: 'arm64' }, '1 vCPU, 8 GB', 'arm64'],
    [{ platform: 'eks-fargate', size: '2 vCPU, 4 GB' }, '2 vCPU, 4 GB', 'x86_64'],
    [{ platform: 'app-runner', size: '1 vCPU, 2 GB' }, '1 vCPU, 2 GB', 'x86_64'],
    [{ platform: 'ec2', size: 'm7g.large' }, 'm7g.large', 'arm64'],
    [{ platform: 'ec2', size: 't3.medium' }, 't3.medium', 'x86_64'],
  ] as const)('is found by its name: %o', (stated, size, architecture) => {
    expect(compare(stated).current).toMatchObject({ platform: stated.platform, size, architecture });
  });

  it.each([
    [{ size: '1 vCPU, 16 GB' }, '"1 vCPU, 16 GB" is none of ecs-fargate', '"1 vCPU, 2 GB"'],
    [{ platform: 'ec2', size: 'm7g.huge' }, '"m7g.huge" is none of ec2', '"m7g.large"'],
    [
      { platform: 'eks-fargate', size: '1 vCPU, 2 GB', architecture: 'arm64' },
      'on arm64',
      'no size on that architecture',
    ],
  ] as const)(
    'is refused where the platform has no such size, with those it has: %o',
    (stated, message, hint) => {
      expect(() => compare(stated)).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.stringContaining(message),
          hint: expect.stringContaining(hint),
        }),
      );
    },
  );

  it('has the proposed database in its bill too', () => {
    const [proposed] = sized({}, 'ecs-fargate').candidates;
    const backEnd = proposed?.shared.slice(0, 1) ?? [];
    const [without, behind] = [[], backEnd].map(
      (lines) =>
        currentSize(makeSite(), given, { prices: [], proposed: proposed && { ...proposed, backEnd: lines } })
          .current.usdPerMonth,
    );
    expect(backEnd).toHaveLength(1);
    expect((behind ?? 0) - (without ?? 0)).toBeCloseTo(backEnd[0]?.usdPerMonth ?? 0, 1);
  });

  it('has no count that would do where the server does not fit', () => {
    const memory = {
      ...{ peakBytes: 8 * 2 ** 30, baseBytes: 8 * 2 ** 30, bytesPerInFlight: 0 },
      basis: 'peak',
    } as const;
    const site = makeSite({ demand: { memory } });
    const { current } = currentSize(site, given, { prices: [], proposed: undefined });
    expect(current).toMatchObject({
      neededTasks: null,
      change: { usdPerMonth: null, scaledUsdPerMonth: null },
    });
  });
});
