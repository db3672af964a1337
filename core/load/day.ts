import { resolveBehaviour, type Workload } from './workload.ts';

/** A burst that everybody answers at once, such as a push notification. */
export interface LoadEvent {
  /** Monday is 0. */
  readonly weekday: number;
  /** Hour of the day at which it happens: 20.5 is half past eight in the evening. */
  readonly hour: number;
  readonly users: number;
  /** Seconds within which they all come. */
  readonly withinSeconds: number;
  readonly requestsPerUser: number;
}

/** The requests of a day and their course. */
export interface Day {
  /** Growth included. */
  readonly requestsPerDay: number;
  /** Share of a day's requests in its busiest hour, p_h. */
  readonly peakHourShare: number;
  /** The busiest minute of an hour over its mean minute, b. */
  readonly peakRatio: number;
  /** The share of each hour; they sum to 1. */
  readonly hourlyShares?: readonly number[] | undefined;
  /** Requests of each day from Monday on over the mean day's; their mean is 1. */
  readonly weekdayFactors?: readonly number[] | undefined;
  readonly events?: readonly LoadEvent[] | undefined;
}

/** The day of a workload that is counted by the day; `undefined` for one of concurrent users. */
export function dayOfWorkload(workload: Workload): Day | undefined {
  const { dailyUsers, hourlyShares, weekdayFactors, events } = workload;
  if (dailyUsers === undefined) return undefined;
  const { sessionsPerUser, requestsPerSession, growth, peakHourShare, peakRatio } =
    resolveBehaviour(workload);
  const requestsPerDay = dailyUsers * sessionsPerUser * requestsPerSession * (1 + growth);
  return { requestsPerDay, peakHourShare, peakRatio, hourlyShares, weekdayFactors, events };
}
