import { normalFrom } from '../estimator/normal.ts';
import { type SimulatedSystem, trueMaximum } from './simulated-system.ts';

export const families = [
  'M/M/c',
  'M/G/c',
  'closed',
  'even',
  'hyperthreads',
  'lock',
  'even lock',
  'pool',
] as const;
export type Family = (typeof families)[number];

export interface RandomSystem extends SimulatedSystem {
  readonly family: Family;
}

/** `count` systems, of each family in turn. */
export function randomSystems(count: number, random: () => number): RandomSystem[] {
  const oneOf = <T>(...choices: readonly [T, ...T[]]): T =>
    choices[Math.floor(random() * choices.length)] ?? choices[0];
  const between = (low: number, high: number) => low * (high / low) ** random();
  return Array.from({ length: count }, (_, i) => {
    const family = families[i % families.length] ?? 'M/M/c';
    const servers = family === 'hyperthreads' ? oneOf(2, 4, 8) : oneOf(1, 2, 4, 8);
    const cpuSec = between(0.005, 0.04);
    const isHeld = family === 'lock' || family === 'even lock' || family === 'pool';
    const isEven = family === 'even' || family === 'even lock';
    const isClosed = family === 'closed' || (isHeld && !isEven && random() < 0.5);
    const lockSlots = family === 'pool' ? oneOf(4, 8, 16) : 1;
    return {
      family,
      name: `${family} ${i}`,
      servers,
      cpuSec,
      variation: family === 'M/G/c' ? oneOf(0.3, 1, 4) : 1,
      gain: family === 'hyperthreads' ? Math.min(0.6, Math.max(0.05, 0.3 + 0.12 * normalFrom(random))) : null,
      lockSec: isHeld ? (lockSlots * cpuSec) / servers / between(0.25, 1.2) : 0,
      lockSlots,
      isEven,
      thinkSec: isClosed ? cpuSec * between(3, 30) : null,
      idleCores: family === 'hyperthreads' ? 0 : 0.05 * servers * random(),
    };
  });
}

/** A lock that lets through this share of what the CPU would is no bottleneck to speak of. */
const noticeable = 0.85;
/** Throughput this near to what the lock lets through has stopped. */
const reached = 0.95;

/**
 * Whether a lock is the bottleneck, and throughput was seen to stop at it: in two steps of closed users, or in one
 * that goes on arriving.
 */
export function hasVisitedPlateau(system: SimulatedSystem, perSecOfSteps: readonly number[]): boolean {
  const limit = trueMaximum(system);
  const ofCpu = trueMaximum({ ...system, lockSec: 0 });
  const stopped = perSecOfSteps.filter((perSec) => perSec >= reached * limit).length;
  return limit < noticeable * ofCpu && stopped >= (system.thinkSec === null ? 1 : 2);
}
