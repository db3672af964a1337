import type { Day, LoadEvent } from '../../core/load/index.ts';
import { hoursPerMonth } from '../cost/line.ts';

/** A typical week of requests. */
export interface Traffic {
  /** Mean requests a second of each hour, from Monday 0:00 on: 168 of them. */
  readonly hourlyPerSec: readonly number[];
  /** The busiest minute of an hour over its mean minute, b. */
  readonly peakRatio: number;
  readonly events: readonly LoadEvent[];
  /** `given`: the day's course is stated; `typical`: assumed from its busiest hour; `flat`: the design load at all times. */
  readonly basis: 'given' | 'typical' | 'flat';
}

/** The course of a day of a consumer service with an evening peak; scaled to a workload's own busiest hour. */
const typicalShares = [
  0.022, 0.015, 0.011, 0.009, 0.009, 0.012, 0.02, 0.032, 0.044, 0.05, 0.052, 0.054, 0.06, 0.052, 0.048, 0.047,
  0.046, 0.048, 0.054, 0.064, 0.08, 0.095, 0.12, 0.056,
];

/** The week of a workload that is counted by the day. */
export function weekOf(day: Day): Traffic {
  const { requestsPerDay, peakRatio, weekdayFactors = Array<number>(7).fill(1), events = [] } = day;
  const shares = day.hourlyShares ?? sharesWithPeak(day.peakHourShare);
  const hourlyPerSec = weekdayFactors.flatMap((factor) =>
    shares.map((share) => (requestsPerDay * factor * share) / 3_600),
  );
  return { hourlyPerSec, peakRatio, events, basis: day.hourlyShares ? 'given' : 'typical' };
}

/** A load that is the same at all hours: an upper bound where only the busiest moment is known. */
export function flatWeek(requestsPerSec: number): Traffic {
  return { hourlyPerSec: Array<number>(168).fill(requestsPerSec), peakRatio: 1, events: [], basis: 'flat' };
}

/**
 * The typical day with another busiest hour: the others are raised to a power that leaves their order and makes all
 * sum to 1; a flat day has 1/24 in each hour.
 */
export function sharesWithPeak(peakShare: number): readonly number[] {
  const rest = 1 - peakShare;
  const others = (power: number) => typicalShares.map((share) => (share / 0.12) ** power * peakShare);
  const excess = (power: number) => others(power).reduce((sum, share) => sum + share, 0) - peakShare - rest;
  let [low, high] = [0, 64];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return others(high);
}

/** Requests of a month of 730 hours, those of events included. */
export function requestsPerMonth({ hourlyPerSec, events }: Traffic): number {
  const ofWeek = hourlyPerSec.reduce((sum, rate) => sum + rate * 3_600, 0);
  const ofEvents = events.reduce((sum, { users, requestsPerUser }) => sum + users * requestsPerUser, 0);
  return ((ofWeek + ofEvents) * hoursPerMonth) / hourlyPerSec.length;
}
