import type { Random } from './random.ts';

/** Weights of journeys, or of the steps of one, by name: `{ browse: 7, buy: 3 }`. Only their ratios matter. */
export type Mix<Name extends string = string> = Readonly<Record<Name, number>>;

/** What is wrong with a mix, one sentence each; empty when it can be used. */
export function mixProblems(mix: Mix): string[] {
  const entries = Object.entries(mix);
  const problems = entries
    .filter(([, weight]) => !(weight >= 0 && Number.isFinite(weight)))
    .map(([name, weight]) => `the weight of "${name}" must be >= 0, got ${weight}`);
  const isEmpty = entries.every(([, weight]) => weight === 0);
  return isEmpty ? ['at least one weight must be > 0'] : problems;
}

/** The same mix as shares that sum to 1. */
export function mixShares<Name extends string>(mix: Mix<Name>): Mix<Name> {
  const total = totalOf(mix);
  return mapMix(mix, (weight) => weight / total);
}

/** A new mix with every weight replaced by `change(weight, name)`. */
export function mapMix<Name extends string>(
  mix: Mix<Name>,
  change: (weight: number, name: Name) => number,
): Mix<Name> {
  const changed: Record<Name, number> = { ...mix };
  for (const name in mix) changed[name] = change(mix[name], name);
  return changed;
}

/**
 * The name drawn for this iteration, each as often as its share of the mix says. Throws when no weight is positive
 * or one is negative.
 */
export function pickByWeight<Name extends string>(mix: Mix<Name>, random: Random): Name {
  let left = random() * totalOf(mix);
  let last: Name | undefined;
  for (const name in mix) {
    if (mix[name] === 0) continue;
    last = name;
    left -= mix[name];
    if (left < 0) return name;
  }
  if (last === undefined) throw new RangeError('at least one weight must be > 0');
  return last;
}

function totalOf(mix: Mix): number {
  const [problem] = mixProblems(mix);
  if (problem !== undefined) throw new RangeError(problem);
  return Object.values(mix).reduce((sum, weight) => sum + weight, 0);
}
