import { describe, expect, it } from 'vitest';
import { uslThroughput } from '../../../core/usl.ts';
import { fitUsl } from '../../../estimator/scalability/fit-usl.ts';
import { uslBand } from '../../../estimator/scalability/usl-band.ts';
import { seeded } from '../../../estimator/uncertainty/seeded.ts';
import { normalFrom } from '../normal.ts';

const truth = { lambda: 995, sigma: 0.02, kappa: 0.0005 };
const concurrencies = [1, 2, 4, 8, 16, 24, 32, 48, 64];
/** Noise of the same size at every load, as least squares take it. */
const noise = 150;

function noisyFit(seed: string) {
  const random = seeded(seed);
  return fitUsl(
    concurrencies.map((concurrency) => ({
      concurrency,
      throughputPerSec: uslThroughput(truth, concurrency) + noise * normalFrom(random),
    })),
  );
}

describe('the band of the scalability law', () => {
  it.each([4, 16, 40, 64])(
    'holds the true throughput at %d in flight as often as its confidence says',
    (n) => {
      const trials = 400;
      const held = Array.from({ length: trials }, (_, seed) =>
        uslBand(noisyFit(String(seed)), n, 0.9),
      ).filter(({ low, high }) => low <= uslThroughput(truth, n) && uslThroughput(truth, n) <= high);
      expect(held.length / trials).toBeGreaterThan(0.85);
      expect(held.length / trials).toBeLessThan(0.96);
    },
  );

  it('is wider for more confidence, and nothing without a request in flight', () => {
    const fit = noisyFit('1');
    const widthOf = (confidence: number) => {
      const { low, high } = uslBand(fit, 40, confidence);
      return high - low;
    };
    expect(widthOf(0.99)).toBeGreaterThan(widthOf(0.9));
    expect(uslBand(fit, 0, 0.9)).toEqual({ low: 0, high: 0 });
  });
});
