interface Judged {
  readonly usdPerMonth: { readonly mid: number };
  readonly utilisation: number;
}

/** Marks the options that no other one beats: none is at most as dear and as utilised, and less of either. */
export function markPareto<T extends Judged>(options: readonly T[]): (T & { readonly pareto: boolean })[] {
  return options.map((option) => ({ ...option, pareto: !options.some((other) => beats(other, option)) }));
}

function beats(a: Judged, b: Judged): boolean {
  const noWorse = a.usdPerMonth.mid <= b.usdPerMonth.mid && a.utilisation <= b.utilisation;
  return noWorse && (a.usdPerMonth.mid < b.usdPerMonth.mid || a.utilisation < b.utilisation);
}
