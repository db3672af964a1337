import type { Measurements } from '../../../core/records/index.ts';

/** D of used = U0 + D·X, by least squares over the bins in which the resource's CPU is known. */
export function slopeOf({ bins }: Measurements, resource: string): number {
  const known = bins.flatMap(({ total, used }) => {
    const cores = used[resource]?.cores ?? null;
    return cores === null ? [] : [{ x: total.throughputPerSec, y: cores }];
  });
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(known.map(({ x }) => x));
  const meanY = mean(known.map(({ y }) => y));
  const covariance = mean(known.map(({ x, y }) => (x - meanX) * (y - meanY)));
  return covariance / mean(known.map(({ x }) => (x - meanX) ** 2));
}
