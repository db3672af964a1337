/**
 * How likely so few changes of sign are where signs come by chance (Wald & Wolfowitz 1940, normal approximation):
 * residuals of a line through a curve keep their sign for long. 1 where either sign is rare.
 */
export function runsTest(residuals: readonly number[]): number {
  const signs = residuals.filter((residual) => residual !== 0).map((residual) => residual > 0);
  const positive = signs.filter(Boolean).length;
  const negative = signs.length - positive;
  if (Math.min(positive, negative) < 5) return 1;
  const runs = 1 + signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
  const both = 2 * positive * negative;
  const mean = 1 + both / signs.length;
  const variance = (both * (both - signs.length)) / (signs.length ** 2 * (signs.length - 1));
  return normalBelow((runs + 0.5 - mean) / Math.sqrt(variance));
}

/** P(Z ≤ z) of the standard normal distribution, to 1e-7 (Abramowitz & Stegun 26.2.17). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const series = factors.reduceRight((sum, factor) => (sum + factor) * t, 0);
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - above : above;
}
