import { seeded } from '../uncertainty/seeded.ts';
import { fitNonNegative } from './non-negative-fit.ts';
import type { UseSample } from './use-sample.ts';

const resamples = 500;

/**
 * The interval of each demand by hierarchical bootstrap: loads are drawn with replacement, then the samples of each
 * drawn load, and the line is fitted again. It holds where a demand lies on its bound 0, and formulas do not.
 */
export function bootstrapIntervals(
  samples: readonly UseSample[],
  confidence: number,
): { readonly low: number; readonly high: number }[] {
  const random = seeded('bootstrap');
  const drawn = <T>(from: readonly T[]): T[] =>
    from.flatMap(() => from.slice(Math.floor(random() * from.length)).slice(0, 1));
  const loads = new Map<string, UseSample[]>();
  for (const sample of samples) loads.set(sample.load, [...(loads.get(sample.load) ?? []), sample]);
  const groups = [...loads.values()];
  const fits = Array.from({ length: resamples }, () => fitNonNegative(drawn(groups).flatMap(drawn)).demands);
  return (samples[0]?.perSec ?? []).map((_, j) => {
    const sorted = fits.map((demands) => demands[j] ?? 0).toSorted((a, b) => a - b);
    const at = (quantile: number) => sorted[Math.round(quantile * (sorted.length - 1))] ?? 0;
    return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
  });
}
