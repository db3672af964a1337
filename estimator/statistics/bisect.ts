const halvings = 60;

/** Where `holds` turns from true to false between `low` and `high`; it must do so once at most. */
export function bisect(holds: (value: number) => boolean, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let i = 0; i < halvings; i++) {
    const middle = (from + to) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return from;
}
