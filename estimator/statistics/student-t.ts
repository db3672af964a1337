import { bisect } from './bisect.ts';

/**
 * The value that Student's t with `degrees` (whole, at least 1) of freedom stays below with probability `quantile`,
 * from the finite sums of its distribution (Abramowitz & Stegun 26.7.3 and 26.7.4) with θ = atan(t/√ν).
 */
export function studentT(degrees: number, quantile: number): number {
  if (quantile < 0.5) return -studentT(degrees, 1 - quantile);
  const within = 2 * quantile - 1;
  const angle = bisect((theta) => shareWithin(degrees, theta) < within, 0, Math.PI / 2);
  return Math.tan(angle) * Math.sqrt(degrees);
}

/** P(|T| ≤ √ν·tan θ) */
function shareWithin(degrees: number, theta: number): number {
  const isOdd = degrees % 2 === 1;
  const cosine = Math.cos(theta);
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}
