import { describe, expect, it } from 'vitest';
import { createDemand, meanDemandMs } from '../../sample-api/demand.ts';
import { type Settings, settingsSchema } from '../../sample-api/settings.ts';

const demandOf = (given: Partial<Settings>) => createDemand(settingsSchema.parse(given));

describe('meanDemandMs', () => {
  it.each([
    ['is the table at the default mean', { cpuMs: 3, routeCpuMs: {} }, 6],
    ['grows with the mean', { cpuMs: 6, routeCpuMs: {} }, 12],
    ['is zero when the mean is', { cpuMs: 0, routeCpuMs: {} }, 0],
    ['is what is given for the route', { cpuMs: 6, routeCpuMs: { search: 4 } }, 4],
    ['stays as it is when another route is given', { cpuMs: 3, routeCpuMs: { home: 4 } }, 6],
  ])('%s', (_, settings, expected) => {
    expect(meanDemandMs('search', settings)).toBeCloseTo(expected, 12);
  });
});

describe('createDemand', () => {
  it('repeats the mean when it is fixed', () => {
    const next = demandOf({ distribution: 'fixed' });
    expect([next('search'), next('search'), next('home')]).toEqual([6, 6, 1.5]);
  });

  it('spreads around the mean when it is exponential', () => {
    const next = demandOf({});
    const drawn = Array.from({ length: 5_000 }, () => next('search'));
    expect(new Set(drawn).size).toBeGreaterThan(4_990);
    expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length / 6).toBeCloseTo(1, 1);
  });

  it('draws the same for a route whatever the other routes do', () => {
    const alone = demandOf({ seed: 5 });
    const mixed = demandOf({ seed: 5 });
    const expected = [alone('me'), alone('me')];
    const first = mixed('me');
    mixed('home');
    expect([first, mixed('me')]).toEqual(expected);
  });

  it('multiplies the first requests over all routes', () => {
    const next = demandOf({ distribution: 'fixed', warmUpRequests: 2, warmUpFactor: 10 });
    expect([next('search'), next('home'), next('search')]).toEqual([60, 15, 6]);
  });
});
