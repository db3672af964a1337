import { type OpenLoad, virtualUsersFor } from './virtual-users.ts';

/** A fixed number of virtual users, each starting its next iteration when the last one ended (closed model). */
export interface ClosedLoad {
  readonly vus: number;
}

/** The load that a profile is drawn around: what the system is expected to carry. */
export type Load = OpenLoad | ClosedLoad;

/** One stage of k6: `target` is reached in `duration`; a duration of `0ms` jumps there. */
export interface Stage {
  duration: string;
  target: number;
}

export interface ConstantArrivalRate {
  readonly executor: 'constant-arrival-rate';
  readonly rate: number;
  readonly timeUnit: string;
  readonly duration: string;
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

export interface RampingArrivalRate {
  readonly executor: 'ramping-arrival-rate';
  readonly startRate: number;
  readonly timeUnit: string;
  readonly stages: Stage[];
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

export interface ConstantVus {
  readonly executor: 'constant-vus';
  readonly vus: number;
  readonly duration: string;
}

export interface RampingVus {
  readonly executor: 'ramping-vus';
  readonly startVUs: number;
  readonly stages: Stage[];
}

/** Options of a profile that holds its load once. */
export interface HoldShape {
  readonly durationMs?: number;
  readonly rampMs?: number;
}

/** Options of a profile that holds several multiples of its load in turn. */
export interface StepShape {
  /** Multiples of the expected load, one step each. */
  readonly at: readonly number[];
  readonly stepMs: number;
  /** Time to reach each step; 0 (the default) jumps. */
  readonly rampMs?: number;
}

export interface SpikeShape {
  /** Multiple of the expected load at the top. */
  readonly peak?: number;
  readonly peakMs?: number;
  readonly rampMs?: number;
  /** Time at the expected load before the spike, and after it to see the recovery. */
  readonly baseMs?: number;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Does it work at all: a small load for a short time. */
export function smoke(
  load: Load,
  { durationMs = 10 * secondMs }: Pick<HoldShape, 'durationMs'> = {},
): ConstantArrivalRate | ConstantVus {
  const duration = `${durationMs}ms`;
  if ('vus' in load) return { executor: 'constant-vus', vus: load.vus, duration };
  const unit = timeUnitFor([load.ratePerSec]);
  return {
    executor: 'constant-arrival-rate',
    rate: targetIn(unit, load.ratePerSec),
    timeUnit: unit.name,
    duration,
    ...virtualUsersFor(load),
  };
}

/** Does it carry what is expected: up to the load, hold, and down again. */
export function load(expected: Load, { durationMs = 10 * minuteMs, rampMs = minuteMs }: HoldShape = {}) {
  return scheduled(expected, [
    { at: 1, rampMs, holdMs: durationMs },
    { at: 0, rampMs, holdMs: 0 },
  ]);
}

/** Does it stay healthy: the expected load for hours, for leaks, full disks and nightly jobs. */
export function soak(expected: Load, { durationMs = 4 * hourMs, rampMs = 2 * minuteMs }: HoldShape = {}) {
  return load(expected, { durationMs, rampMs });
}

/** Where and how does it give way: steps beyond the expected load. */
export function stress(
  expected: Load,
  { at = [1, 1.5, 2, 3], stepMs = 5 * minuteMs, rampMs = 30 * secondMs }: Partial<StepShape> = {},
) {
  return staircase(expected, { at, stepMs, rampMs });
}

/** Does it survive a rush, and recover: the expected load, suddenly a multiple of it, and back. */
export function spike(
  expected: Load,
  { peak = 5, peakMs = minuteMs, rampMs = 5 * secondMs, baseMs = 2 * minuteMs }: SpikeShape = {},
) {
  return scheduled(expected, [
    { at: 1, rampMs: 0, holdMs: baseMs },
    { at: peak, rampMs, holdMs: peakMs },
    { at: 1, rampMs, holdMs: baseMs },
  ]);
}

/** What does each load cost: a plateau for every multiple, to measure utilisation against throughput. */
export function staircase(expected: Load, { at, stepMs, rampMs = 0 }: StepShape) {
  return scheduled(
    expected,
    at.map((level) => ({ at: level, rampMs, holdMs: stepMs })),
  );
}

interface Plateau {
  readonly at: number;
  readonly rampMs: number;
  readonly holdMs: number;
}

function scheduled(expected: Load, plateaus: readonly Plateau[]): RampingArrivalRate | RampingVus {
  if ('vus' in expected) {
    const { start, stages } = stagesOf(plateaus, (at) => Math.round(at * expected.vus));
    return { executor: 'ramping-vus', startVUs: start, stages };
  }
  const rates = plateaus.map(({ at }) => at * expected.ratePerSec);
  const unit = timeUnitFor(rates);
  const { start, stages } = stagesOf(plateaus, (at) => targetIn(unit, at * expected.ratePerSec));
  return {
    executor: 'ramping-arrival-rate',
    startRate: start,
    timeUnit: unit.name,
    stages,
    ...virtualUsersFor({ ...expected, ratePerSec: Math.max(0, ...rates) }),
  };
}

/** A first plateau without a ramp is where the scenario starts; every other one is reached by a stage of its own. */
function stagesOf(plateaus: readonly Plateau[], targetOf: (at: number) => number) {
  const stages = plateaus.flatMap(({ at, rampMs, holdMs }): Stage[] => {
    const target = targetOf(at);
    const ramp = { duration: `${rampMs}ms`, target };
    return holdMs > 0 ? [ramp, { duration: `${holdMs}ms`, target }] : [ramp];
  });
  const [first] = plateaus;
  if (first?.rampMs !== 0) return { start: 0, stages };
  return { start: targetOf(first.at), stages: stages.slice(1) };
}

interface TimeUnit {
  readonly name: string;
  readonly perSec: number;
}

const second: TimeUnit = { name: '1s', perSec: 1 };
const minute: TimeUnit = { name: '1m', perSec: 60 };
const hour: TimeUnit = { name: '1h', perSec: 3600 };

/** The shortest unit in which these rates are whole numbers, as k6 wants them, to within 0.1 %. */
function timeUnitFor(ratesPerSec: readonly number[]): TimeUnit {
  const isWhole = (unit: TimeUnit) => (ratePerSec: number) =>
    Math.abs(targetIn(unit, ratePerSec) - ratePerSec * unit.perSec) <= 0.001 * ratePerSec * unit.perSec;
  return [second, minute].find((unit) => ratesPerSec.every(isWhole(unit))) ?? hour;
}

function targetIn(unit: TimeUnit, ratePerSec: number): number {
  return Math.round(ratePerSec * unit.perSec);
}
