/** A stretch of a ramping scenario: the target moves on a straight line to `target` over `durationMs`, 0 is a jump. */
export interface Stage {
  readonly durationMs: number;
  /** Virtual users, or iterations started per second in a scenario by arrival rate. */
  readonly target: number;
}

interface Base {
  readonly name: string;
  /** The exported function that an iteration calls. */
  readonly exec: string;
  /** From the start of the run. */
  readonly startMs: number;
  readonly gracefulStopMs: number;
}

interface ConstantVus extends Base {
  readonly executor: 'constant-vus';
  readonly vus: number;
  readonly durationMs: number;
}

interface RampingVus extends Base {
  readonly executor: 'ramping-vus';
  readonly startVus: number;
  readonly stages: readonly Stage[];
  readonly gracefulRampDownMs: number;
}

interface CountedIterations extends Base {
  readonly executor: 'shared-iterations' | 'per-vu-iterations';
  readonly vus: number;
  /** Of all virtual users together (shared), or of each one (per virtual user). */
  readonly iterations: number;
  readonly maxDurationMs: number;
}

interface ConstantArrivalRate extends Base {
  readonly executor: 'constant-arrival-rate';
  readonly ratePerSec: number;
  readonly durationMs: number;
  readonly preAllocatedVus: number;
  readonly maxVus: number;
}

interface RampingArrivalRate extends Base {
  readonly executor: 'ramping-arrival-rate';
  readonly startRatePerSec: number;
  readonly stages: readonly Stage[];
  readonly preAllocatedVus: number;
  readonly maxVus: number;
}

/** A scenario as k6 is going to run it: defaults filled in, durations in milliseconds, rates per second. */
export type DerivedScenario =
  | ConstantVus
  | RampingVus
  | CountedIterations
  | ConstantArrivalRate
  | RampingArrivalRate;

/** The most virtual users that the scenario can have at once, over all workers. */
export function maxVusOf(scenario: DerivedScenario): number {
  switch (scenario.executor) {
    case 'ramping-vus':
      return Math.max(scenario.startVus, ...scenario.stages.map(({ target }) => target));
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return scenario.maxVus;
    default:
      return scenario.vus;
  }
}
