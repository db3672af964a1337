import { between, type Check } from './check.ts';
import { overPromise, type Prediction, predictMaxima } from './maximum.ts';
import { type Family, families } from './random-systems.ts';

const secondsPerStep = 120;
const seed = 1;
/** Systems without a lock, whose requests come by chance: nothing is in the way of a prediction. */
const sound: readonly Family[] = ['M/M/c', 'M/G/c', 'closed', 'hyperthreads'];

/** V2: the highest throughput of random systems, predicted from steps up to 60 % of their CPU. */
export function checkMaxima(count: number): Check[] {
  const { predictions, refused } = predictMaxima(count, secondsPerStep, seed);
  const errors = errorsOf(predictions);
  const visited = predictions.filter(({ hasVisitedPlateau }) => hasVisitedPlateau);
  const unseen = predictions.filter((each) => each.isFarBelowCpu && !each.hasVisitedPlateau);
  const ofSound = predictions.filter(({ family }) => sound.includes(family));
  return [
    between('simulated systems: median error of the maximum', quantile(errors, 0.5), 0, 0.05),
    between('simulated systems: P90 of the error', quantile(errors, 0.9), 0, 0.15),
    between(
      'simulated systems: 90 % intervals that hold the truth',
      shareOf(predictions, ({ isCovered }) => isCovered),
      0.85,
      0.95,
    ),
    ...families.flatMap((family) =>
      familyChecks(
        predictions.filter((each) => each.family === family),
        family,
      ),
    ),
    between(
      `hidden locks found of ${visited.length} whose plateau was visited`,
      shareOf(visited, ({ isFlagged }) => isFlagged),
      0.95,
      1,
    ),
    between(
      `locks far below the CPU's limit, reached by no step: found (${unseen.length})`,
      shareOf(unseen, ({ isFlagged }) => isFlagged),
      0.6,
      1,
    ),
    between(
      `systems without a lock that get a bound only (${ofSound.length})`,
      shareOf(ofSound, ({ isBound }) => isBound),
      0,
      0.2,
    ),
    between(
      `systems without a lock in which one is found (${ofSound.length})`,
      shareOf(ofSound, ({ isFlagged }) => isFlagged),
      0,
      0.02,
    ),
    atMostCount(`systems refused of ${count}`, refused, Math.round(0.1 * count)),
  ];
}

function familyChecks(own: readonly Prediction[], family: Family): Check[] {
  const errors = errorsOf(own);
  const high = own.filter(({ promised }) => promised > overPromise).length;
  return [
    ...(errors.length > 0
      ? [
          between(
            `  ${family}: median error (${errors.length} of ${own.length})`,
            quantile(errors, 0.5),
            0,
            0.05,
          ),
        ]
      : []),
    atMostCount(`  ${family}: promises above ${overPromise} times the truth`, high, 0),
  ];
}

/** Of those that are more than a bound. */
function errorsOf(predictions: readonly Prediction[]): number[] {
  return predictions.filter(({ isBound }) => !isBound).map(({ ratio }) => Math.abs(ratio - 1));
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
