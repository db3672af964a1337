import { between, type Check } from './check.ts';
import { predictMaxima } from './maximum.ts';
import { families } from './random-systems.ts';

const secondsPerStep = 120;
const seed = 1;
const overPromise = 1.2;

/** V2: the highest throughput of random systems, predicted from steps up to 60 % of their CPU. */
export function checkMaxima(count: number): Check[] {
  const { predictions, refused } = predictMaxima(count, secondsPerStep, seed);
  const shown = predictions.filter(({ hasLock, isFlagged }) => !hasLock || isFlagged);
  const errors = shown.map(({ ratio }) => Math.abs(ratio - 1));
  const visited = predictions.filter(({ hasVisitedPlateau }) => hasVisitedPlateau);
  const unseen = predictions.filter(({ hasLock, isFlagged }) => hasLock && !isFlagged);
  const silent = predictions.filter(({ ratio, extrapolation }) => ratio > overPromise && extrapolation <= 1);
  return [
    between('simulated systems: median error of the maximum', quantile(errors, 0.5), 0, 0.05),
    between('simulated systems: P90 of the error', quantile(errors, 0.9), 0, 0.15),
    between(
      'simulated systems: 90 % intervals that hold the truth',
      shareOf(shown, ({ isCovered }) => isCovered),
      0.85,
      0.95,
    ),
    ...families.map((family) => {
      const own = shown
        .filter((prediction) => prediction.family === family)
        .map(({ ratio }) => Math.abs(ratio - 1));
      return between(`  ${family}: median error (${own.length} systems)`, quantile(own, 0.5), 0, 0.05);
    }),
    between(
      `hidden locks found of ${visited.length} whose plateau was visited`,
      shareOf(visited, ({ isFlagged }) => isFlagged),
      0.95,
      1,
    ),
    atMostCount('promises above 1.2 times the truth not marked as extrapolated', silent.length, 0),
    between(
      `locks that no step reached: extrapolated above 1.2 times (${unseen.length})`,
      shareOf(unseen, ({ ratio }) => ratio > overPromise),
      0,
      1,
    ),
    atMostCount(`systems refused of ${count}`, refused, count),
  ];
}

function atMostCount(name: string, found: number, most: number): Check {
  return { name, goal: `at most ${most}`, found: String(found), isMet: found <= most };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

function shareOf<T>(values: readonly T[], holds: (value: T) => boolean): number {
  return values.length === 0 ? 1 : values.filter(holds).length / values.length;
}
