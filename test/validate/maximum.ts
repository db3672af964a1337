import { LoadtestError } from '../../core/errors.ts';
import { capacityOf, measureDemand } from '../../estimator/index.ts';
import { orRefusal } from '../../estimator/refuse.ts';
import { seeded } from '../../estimator/uncertainty/seeded.ts';
import { measure } from './measured-system.ts';
import { type Family, hasVisitedPlateau, type RandomSystem, randomSystems } from './random-systems.ts';
import { trueMaximum } from './simulated-system.ts';

/** What the estimator said of one system, fed with steps up to 60 % of its CPU, beside the truth. */
export interface Prediction {
  readonly family: Family;
  /** Whether a lock lets less through than the CPU would. */
  readonly hasLock: boolean;
  /** Whether it lets through so much less that what the CPU would is above 1.2 times the truth. */
  readonly isFarBelowCpu: boolean;
  /** predicted/true */
  readonly ratio: number;
  /** What the estimator says may be counted on, over the truth. */
  readonly promised: number;
  /** Whether the prediction is no more than a bound. */
  readonly isBound: boolean;
  /** Whether the 90 % interval holds the truth. */
  readonly isCovered: boolean;
  /** Whether a bottleneck that nothing observed shows was found. */
  readonly isFlagged: boolean;
  readonly hasVisitedPlateau: boolean;
  /** Over the highest throughput that was measured. */
  readonly extrapolation: number;
}

/** A promise may be above the truth by this factor. */
export const overPromise = 1.2;

const shares = [0.12, 0.24, 0.36, 0.48, 0.6];

/** Predicts the highest throughput of random systems; those whose measurements carry no demand are counted. */
export function predictMaxima(
  count: number,
  secondsPerStep: number,
  seed: number,
): { readonly predictions: readonly Prediction[]; readonly refused: number } {
  const random = seeded(String(seed));
  const found = randomSystems(count, random).map((system) => predict(system, secondsPerStep, random));
  const predictions = found.flatMap((prediction) => prediction ?? []);
  return { predictions, refused: count - predictions.length };
}

function predict(system: RandomSystem, secondsPerStep: number, random: () => number): Prediction | undefined {
  const measurements = measure(system, { shares, secondsPerStep }, random);
  const threadsPerCore = system.gain === null ? 1 : 2;
  const demand = orRefusal(() => measureDemand(measurements, { threadsPerCore }));
  if (demand instanceof LoadtestError) return undefined;
  const { perSec, basis, promisedPerSec, extrapolation } = capacityOf(
    demand,
    system.servers + system.idleCores,
  );
  const truth = trueMaximum(system);
  const ofCpu = trueMaximum({ ...system, lockSec: 0 });
  return {
    family: system.family,
    hasLock: truth < ofCpu,
    isFarBelowCpu: overPromise * truth < ofCpu,
    ratio: perSec.mid / truth,
    promised: promisedPerSec / truth,
    isBound: basis === 'bound',
    isCovered: perSec.low <= truth && truth <= perSec.high,
    isFlagged: basis === 'hidden-bottleneck',
    hasVisitedPlateau: hasVisitedPlateau(
      system,
      demand.steps.map(({ requestsPerSec }) => requestsPerSec),
    ),
    extrapolation,
  };
}
