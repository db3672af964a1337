/** The value at share p of sorted numbers, between neighbours by a line. */
export function sortedPercentile(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const [left = Number.NaN, right = left] = [sorted[below], sorted[below + 1]];
  return left + (place - below) * (right - left);
}
