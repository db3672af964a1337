/** A function at evenly spaced points, read between them by lines and beyond them by the last line. */
export interface Table {
  readonly from: number;
  readonly step: number;
  readonly values: Float64Array;
}

export function tabulate(from: number, to: number, points: number, valueAt: (x: number) => number): Table {
  const step = Math.max((to - from) / (points - 1), 1e-9);
  return { from, step, values: Float64Array.from({ length: points }, (_, i) => valueAt(from + i * step)) };
}

export function readTable({ from, step, values }: Table, x: number): number {
  const place = Math.min(values.length - 2, Math.max(0, Math.floor((x - from) / step)));
  const [left = 0, right = 0] = [values[place], values[place + 1]];
  return left + ((x - from) / step - place) * (right - left);
}
