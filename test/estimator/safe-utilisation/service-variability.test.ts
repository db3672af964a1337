import { describe, expect, it } from 'vitest';
import { serviceVariabilityOf } from '../../../estimator/safe-utilisation/service-variability.ts';
import { stratified } from '../../../estimator/uncertainty/latin-hypercube.ts';
import { histogramOf } from '../../reports/series-fixture.ts';

const cpuSec = 0.004;
const count = 2_000;
const uniform = stratified('service', count);
/** Exponential with a mean in milliseconds. */
const exponential = (meanMs: number, u: number) => -meanMs * Math.log(1 - u);
const responses = (ms: (u: number, i: number) => number) => histogramOf(Array.from(uniform, ms));

describe('how much service times vary, by the latency at low load', () => {
  it.each([
    {
      name: 'is hardly at all where all responses are alike',
      lowLoad: responses(() => 45),
      low: 0,
      high: 0.1,
      basis: 'low-load',
    },
    {
      name: 'is that of exponential service beside a wait that is always the same',
      lowLoad: responses((u) => 100 + exponential(4, u)),
      low: 0.85,
      high: 1,
      basis: undefined,
    },
    {
      name: 'may be that of exponential service where the wait elsewhere differs',
      lowLoad: responses((u) => 30 + 40 * u),
      low: 1,
      high: 1,
      basis: 'assumed',
    },
    {
      name: 'is more where the responses themselves vary more',
      lowLoad: responses((u, i) => (i % 10 === 0 ? 8 : 1) * exponential(4, u)),
      low: 2,
      high: 4,
      basis: 'low-load',
    },
    {
      name: 'is held to 4 where a few ran into a time-out',
      lowLoad: responses((_, i) => (i % 500 === 0 ? 10_000 : 40)),
      low: 4,
      high: 4,
      basis: 'low-load',
    },
    { name: 'is assumed without one', lowLoad: null, low: 1, high: 1, basis: 'assumed' },
  ])('$name', ({ lowLoad, low, high, basis }) => {
    const found = serviceVariabilityOf(lowLoad, cpuSec);
    expect(found.squared).toBeGreaterThanOrEqual(low);
    expect(found.squared).toBeLessThanOrEqual(high);
    if (basis) expect(found.basis).toBe(basis);
  });

  it('is what is stated, whatever was measured', () => {
    expect(
      serviceVariabilityOf(
        responses(() => 45),
        cpuSec,
        2.5,
      ),
    ).toEqual({ squared: 2.5, basis: 'stated' });
  });
});
