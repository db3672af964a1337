import { type Mix, mapMix, mixShares } from './journey.ts';
import {
  type Load,
  type RampingArrivalRate,
  type RampingVus,
  type StepShape,
  staircase,
} from './profiles.ts';

/** A staircase whose mix of journeys changes from step to step. */
export interface RotatingStaircase<Name extends string> {
  /** One entry of k6's `scenarios`. */
  readonly scenario: RampingArrivalRate | RampingVus;
  /** The mix of the step that runs `elapsedMs` after the scenario's start; the last one's after its end. */
  weightsAt(elapsedMs: number): Mix<Name>;
}

/** The share that the journey whose turn it is gets before the rest is divided. */
const favouredShare = 0.5;

/**
 * The staircase from which the demand of each journey can be told apart: it is climbed once a journey, each step favours
 * another one than the step below, and each climb begins one further, so that every level runs with every mix. The favoured
 * journey gets half of the iterations, the other half is divided as `mix` says: `w_j = ½·[j favoured] + ½·share_j`, which
 * keeps the rows of a regression independent whatever the mix. Give at least two levels, so that each step changes the
 * load.
 */
export function rotatingStaircase<Name extends string>(
  expected: Load,
  mix: Mix<Name>,
  { at, stepMs, rampMs = 0 }: StepShape,
): RotatingStaircase<Name> {
  const climbs = favouringEach(mix);
  const steps = climbs.flatMap((_, climb) =>
    at.map((level, i) => ({ level, mix: climbs[(climb + i) % climbs.length] ?? mix })),
  );
  return {
    scenario: staircase(expected, { at: steps.map(({ level }) => level), stepMs, rampMs }),
    weightsAt(elapsedMs) {
      const step = Math.floor(elapsedMs / (rampMs + stepMs));
      return steps[Math.min(steps.length - 1, Math.max(0, step))]?.mix ?? mix;
    },
  };
}

/** One mix a journey, which favours it. */
function favouringEach<Name extends string>(mix: Mix<Name>): Mix<Name>[] {
  const shares = mixShares(mix);
  const mixes: Mix<Name>[] = [];
  for (const favoured in mix) {
    mixes.push(
      mapMix(shares, (share, name) => (1 - favouredShare) * share + (name === favoured ? favouredShare : 0)),
    );
  }
  return mixes;
}
