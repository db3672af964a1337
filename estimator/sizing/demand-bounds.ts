import type { Demand, Extrapolation, Interval } from '../../core/records/index.ts';

/** Speed of the run's machine over a Fargate vCPU's, while nobody has measured on Fargate. */
export const hardwareFactor: Interval = { low: 0.8, mid: 1, high: 1.25 };

/** The speed of the very machine that was measured. */
export const sameHardware: Interval = { low: 1, mid: 1, high: 1 };

/**
 * How much more CPU a request may cost on a busy vCPU that is a hyperthread: from steps up to 60 % utilised,
 * extrapolation over-promises by 22 to 28 % where a second thread on the core adds 30 %.
 */
export const hyperthreadFactor = 1.28;

/** Threads of a core that the demand was not measured with: one that was fitted to busy threads holds for all of them. */
export function threadsBeyond({ evidence }: Pick<Demand, 'evidence'>, threadsPerCore: number): number {
  return evidence.fit?.model === 'hyperthreads' ? 1 : threadsPerCore;
}

const certifiedRatio = 1;
const refusedRatio = 2;

/** How one task's design load relates to the highest load that one server was measured at. */
export function extrapolationOf(requestsPerSecPerTask: number, highestRequestsPerSec: number): Extrapolation {
  const ratio = requestsPerSecPerTask / highestRequestsPerSec;
  const level = ratio <= certifiedRatio ? 'measured' : ratio <= refusedRatio ? 'extrapolated' : 'needs-test';
  return { ratio, level };
}

/** The one that asks most beyond what was measured. */
export function furthest(extrapolations: readonly Extrapolation[]): Extrapolation {
  return extrapolations.reduce((most, each) => (each.ratio > most.ratio ? each : most));
}

/** How many times wider the measured interval is past the measured load: 1 + (ratio − 1)/4. */
export function wideningOf({ ratio }: Pick<Extrapolation, 'ratio'>): number {
  return 1 + Math.max(0, ratio - 1) / 4;
}

/**
 * The measured demand with what its use elsewhere adds: the interval is widened past the measured load,
 * then by that of the hardware, and upwards by hyperthreads where a vCPU is one.
 */
export function boundedDemand(
  measured: Interval,
  threadsPerCore: number,
  ratio: number,
  hardware = hardwareFactor,
): Interval {
  const widening = wideningOf({ ratio });
  const low = Math.max(0, measured.mid - (measured.mid - measured.low) * widening);
  const high = measured.mid + (measured.high - measured.mid) * widening;
  const hyperthreads = threadsPerCore > 1 ? hyperthreadFactor : 1;
  return {
    low: low * hardware.low,
    mid: measured.mid,
    high: high * hardware.high * hyperthreads,
  };
}
