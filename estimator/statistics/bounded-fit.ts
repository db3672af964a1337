/** A column of a linear fit with the bounds of its coefficient. */
export interface BoundedColumn {
  readonly values: readonly number[];
  readonly least: number;
  readonly most: number;
}

export interface BoundedFit {
  readonly coefficients: readonly number[];
  /** Σ w·r² */
  readonly squares: number;
}

const sweeps = 200;

/**
 * Weighted least squares of `target` over few columns whose coefficients are bounded, by coordinate descent: each in turn is
 * put where it is best beside the others, or on its bound. The sum of squares is convex, so that this ends in its minimum.
 */
export function fitBounded(
  columns: readonly BoundedColumn[],
  target: readonly number[],
  weights: readonly number[],
): BoundedFit {
  const coefficients = columns.map(({ least }) => least);
  const residuals = target.map((value, row) =>
    columns.reduce((rest, { values, least }) => rest - least * (values[row] ?? 0), value),
  );
  const dot = (values: readonly number[], others: readonly number[]) =>
    values.reduce((sum, value, row) => sum + (weights[row] ?? 0) * value * (others[row] ?? 0), 0);
  const lengths = columns.map(({ values }) => dot(values, values));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [i, { values, least, most }] of columns.entries()) {
      const before = coefficients[i] ?? 0;
      const length = lengths[i] ?? 0;
      if (length === 0) continue;
      const after = Math.min(most, Math.max(least, before + dot(values, residuals) / length));
      coefficients[i] = after;
      for (const [row, value] of values.entries())
        residuals[row] = (residuals[row] ?? 0) - (after - before) * value;
    }
  }
  return { coefficients, squares: dot(residuals, residuals) };
}
