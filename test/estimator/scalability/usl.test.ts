import { describe, expect, it } from 'vitest';
import { uslThroughput } from '../../../core/usl.ts';
import { fitUsl } from '../../../estimator/scalability/fit-usl.ts';
import type { LoadPoint } from '../../../estimator/scalability/load-point.ts';
import { chooseModel } from '../../../estimator/scalability/model-choice.ts';
import { plateauOf } from '../../../estimator/scalability/plateau.ts';
import { scalabilityOf } from '../../../estimator/scalability/scalability.ts';
import { uslLimit, uslPeak } from '../../../estimator/scalability/usl.ts';
import { seeded } from '../../../estimator/uncertainty/seeded.ts';
import { normalFrom } from '../normal.ts';
import { exact, raytracer } from './usl-sets.ts';

const within = (share: number, value: number) =>
  expect.toSatisfy((found: number) => Math.abs(found / value - 1) <= share);

const along = (of: (n: number) => number, concurrencies = [1, 2, 4, 8, 16, 24, 32, 48, 64]): LoadPoint[] =>
  concurrencies.map((concurrency) => ({ concurrency, throughputPerSec: of(concurrency) }));

describe('the fit of the scalability law', () => {
  it('of the raytracer has the published values and errors, no peak and a limit', () => {
    const { fit } = scalabilityOf(raytracer);
    expect(fit).toMatchObject({ sigma: within(0.01, 0.05777078), kappa: 0, lambda: within(0.01, 21.848843) });
    expect(fit.stderr).toMatchObject({ sigma: within(0.02, 0.013293), lambda: within(0.02, 2.196165) });
    expect(Math.sqrt(fit.residualSquares / 8)).toEqual(within(0.01, 9.3357));
    expect(uslPeak(fit)).toBeNull();
    expect(uslLimit(fit)).toEqual(within(0.01, 378.2));
    expect([uslThroughput(fit, 96), uslThroughput(fit, 128)]).toEqual([
      within(0.01, 323.3),
      within(0.01, 335.5),
    ]);
  });

  it('of exact data finds what they were made of', () => {
    const { fit } = scalabilityOf(exact);
    expect(fit).toMatchObject({
      sigma: within(0.01, 0.02),
      kappa: within(0.01, 0.02),
      lambda: within(0.01, 1),
    });
    expect(uslPeak(fit)?.concurrency).toEqual(within(0.005, 7));
  });

  it('of the first loads of the raytracer invents a peak, and says that it was not measured', () => {
    const { fit, warnings } = scalabilityOf(raytracer.slice(0, 6));
    expect(fit).toMatchObject({
      sigma: within(0.01, 0.02444),
      kappa: within(0.01, 0.00163),
      lambda: within(0.01, 20.856),
    });
    expect(warnings.join()).toContain('lies past the measured 20');
  });

  it('of a bend that has hardly begun warns of what may come later', () => {
    const { fit, warnings } = scalabilityOf(
      along((n) => uslThroughput({ lambda: 10, sigma: 0.004, kappa: 0 }, n)),
    );
    expect(fit).toMatchObject({ sigma: within(0.01, 0.004), lambda: within(0.01, 10) });
    expect(warnings.join()).toContain('has hardly begun to bend');
  });

  it('stays within 5 % of the truth in λ, and finds its bend, over a hundred noises of 1 %', () => {
    const truth = { lambda: 995, sigma: 0.02, kappa: 0.0005 };
    const fits = Array.from({ length: 100 }, (_, seed) => {
      const random = seeded(String(seed));
      return fitUsl(along((n) => uslThroughput(truth, n) * (1 + 0.01 * normalFrom(random))));
    });
    for (const fit of fits) {
      expect(fit.lambda).toEqual(within(0.05, truth.lambda));
      expect(uslPeak(fit)?.throughput).toEqual(within(0.05, uslPeak(truth)?.throughput ?? 0));
    }
  });

  it.each([
    ['too few loads', raytracer.slice(0, 5), 'needs at least 6 different loads, got 5'],
    [
      'proportional throughput',
      along((n) => 10 * n),
      'on the bound of σ = 0: throughput grows at least in proportion',
    ],
    ['throughput that outgrows the load', along((n) => 10 * n ** 1.1), 'on the bound of σ = 0'],
    ['throughput that does not grow', along((n) => 100 - n / 10), 'on the bound of σ = 1'],
    [
      'a bend that may be noise',
      along((n) => 10 * n * (1 - (n % 2 === 0 ? 0.04 : 0.001 * n))),
      'has not begun to bend: σ = ',
    ],
    ['another curve', along((n) => 100 * Math.log(1 + n) * (1 + 0.6 * Math.sin(n))), 'explains'],
  ])('refuses %s', (_, points, message) => {
    expect(() => scalabilityOf(points)).toThrow(
      expect.objectContaining({
        code: 'ESTIMATE_REFUSED',
        message: expect.stringContaining(message),
        hint: expect.any(String),
      }),
    );
  });
});

describe('the choice of the model', () => {
  const noisy = (of: (n: number) => number) => {
    const random = seeded('7');
    return along((n) => of(n) + 0.5 * normalFrom(random));
  };

  it.each([
    ['linear', (n: number) => 10 * n],
    ['contention', (n: number) => uslThroughput({ lambda: 10, sigma: 0.05, kappa: 0 }, n)],
    ['usl', (n: number) => uslThroughput({ lambda: 10, sigma: 0.05, kappa: 0.001 }, n)],
  ] as const)('takes %s for its own data', (model, of) => {
    const points = noisy(of);
    expect(chooseModel(points, fitUsl(points, { coherency: false }), fitUsl(points))).toBe(model);
  });
});

describe('the plateau', () => {
  it.each([
    [
      'is where no load adds 5 %',
      [10, 40, 80, 110, 125, 126, 124, 125, 125],
      { throughputPerSec: 125, fromConcurrency: 16 },
    ],
    [
      'holds throughput that falls',
      [10, 40, 80, 110, 125, 120, 110, 100, 90],
      { throughputPerSec: 109, fromConcurrency: 16 },
    ],
    ['is not there while throughput rises', [10, 20, 40, 80, 120, 150, 170, 190, 210], null],
  ])('%s', (_, throughputs, expected) => {
    const found = plateauOf(
      along((n) => n).map((point, i) => ({ ...point, throughputPerSec: throughputs[i] ?? 0 })),
    );
    expect(found).toEqual(expected);
  });
});
