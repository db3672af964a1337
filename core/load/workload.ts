import { courseProblems } from './course.ts';
import type { LoadEvent } from './day.ts';
import { type Mix, mixProblems } from './journey.ts';

/**
 * How many people use the system, and how. Either `concurrentUsers` or `dailyUsers` is needed; where both stand, the arrival rate
 * comes from `dailyUsers` and the other only checks it. What is left out is assumed (`workloadDefaults`).
 */
export interface Workload {
  /** Users who are active at the same time, at the busiest moment. */
  readonly concurrentUsers?: number | undefined;
  /** Users of a day. */
  readonly dailyUsers?: number | undefined;
  /** Sessions of a user on that day. */
  readonly sessionsPerUser?: number | undefined;
  readonly pagesPerSession?: number | undefined;
  /** Another way to say `pagesPerSession` × `requestsPerPage`. */
  readonly requestsPerSession?: number | undefined;
  readonly requestsPerPage?: number | undefined;
  /** Mean time between a page and the next one. */
  readonly thinkTimeSeconds?: number | undefined;
  /** Expected time until a page is complete. */
  readonly pageSeconds?: number | undefined;
  /** Share of a day's requests in its busiest hour; 1/24 is a flat day. */
  readonly peakHourShare?: number | undefined;
  /** Requests in the busiest minute of that hour over the mean minute's. */
  readonly peakRatio?: number | undefined;
  /** Growth to be ready for: 0.2 is 20 % more users than stated. */
  readonly growth?: number | undefined;
  /** The share of a day's requests in each hour from 0:00 on; 24 that sum to 1. */
  readonly hourlyShares?: readonly number[] | undefined;
  /** Requests of each day from Monday on over the mean day's; 7 with a mean of 1. */
  readonly weekdayFactors?: readonly number[] | undefined;
  /** Bursts beside the course of the week. */
  readonly events?: readonly LoadEvent[] | undefined;
  /** Weights of the journeys by name. */
  readonly mix?: Mix | undefined;
  /** What is not known exactly; the field itself holds the middle. */
  readonly ranges?: WorkloadRanges | undefined;
}

/** A value that is not known exactly: with probability `confidence` it lies between `low` and `high`. */
export interface ValueRange {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
  readonly confidence: number;
}

/** The fields of a workload that may be ranges. */
export type RangedField = (typeof limits)[number]['field'];

export type WorkloadRanges = { readonly [Field in RangedField]?: ValueRange | undefined };

/** A workload with nothing left open but how many users there are. */
export interface Behaviour {
  readonly sessionsPerUser: number;
  readonly pagesPerSession: number;
  readonly requestsPerPage: number;
  readonly requestsPerSession: number;
  readonly thinkTimeSeconds: number;
  readonly pageSeconds: number;
  readonly peakHourShare: number;
  readonly peakRatio: number;
  readonly growth: number;
  /** What was assumed for want of a statement: `thinkTimeSeconds 10`. */
  readonly assumed: readonly string[];
}

/** What a workload that does not say otherwise is taken for; each one used is named in the derivation. */
const workloadDefaults = {
  sessionsPerUser: 1,
  pagesPerSession: 10,
  requestsPerPage: 1,
  thinkTimeSeconds: 10,
  pageSeconds: 1,
  peakHourShare: 0.12,
  peakRatio: 1.5,
  growth: 0,
} as const;

type Field = keyof typeof workloadDefaults;

/** The workload's behaviour with the defaults filled in; it must have no problems. */
export function resolveBehaviour(workload: Workload): Behaviour {
  const assumed: string[] = [];
  const resolve = (field: Field): number => {
    const given = workload[field];
    if (given === undefined && field !== 'growth') assumed.push(`${field} ${workloadDefaults[field]}`);
    return given ?? workloadDefaults[field];
  };
  const pages = pagesOf(workload, resolve);
  return {
    ...pages,
    requestsPerSession: workload.requestsPerSession ?? pages.pagesPerSession * pages.requestsPerPage,
    thinkTimeSeconds: resolve('thinkTimeSeconds'),
    pageSeconds: resolve('pageSeconds'),
    growth: resolve('growth'),
    ...dayOf(workload, resolve),
    assumed,
  };
}

/** Two of pages a session, requests a page and requests a session give the third. */
function pagesOf(
  { pagesPerSession, requestsPerSession, requestsPerPage }: Workload,
  resolve: (field: Field) => number,
) {
  if (requestsPerSession === undefined) {
    return { pagesPerSession: resolve('pagesPerSession'), requestsPerPage: resolve('requestsPerPage') };
  }
  if (pagesPerSession !== undefined) {
    return { pagesPerSession, requestsPerPage: requestsPerSession / pagesPerSession };
  }
  const perPage = requestsPerPage ?? resolve('requestsPerPage');
  return { pagesPerSession: requestsPerSession / perPage, requestsPerPage: perPage };
}

/** The course of the day matters only where users are counted by the day. */
function dayOf({ dailyUsers, hourlyShares }: Workload, resolve: (field: Field) => number) {
  if (dailyUsers === undefined) {
    const { sessionsPerUser, peakHourShare, peakRatio } = workloadDefaults;
    return { sessionsPerUser, peakHourShare, peakRatio };
  }
  return {
    sessionsPerUser: resolve('sessionsPerUser'),
    peakHourShare: hourlyShares ? Math.max(...hourlyShares) : resolve('peakHourShare'),
    peakRatio: resolve('peakRatio'),
  };
}

const limits = [
  { field: 'concurrentUsers', above: 0 },
  { field: 'dailyUsers', above: 0 },
  { field: 'sessionsPerUser', above: 0 },
  { field: 'pagesPerSession', above: 0 },
  { field: 'requestsPerSession', above: 0 },
  { field: 'requestsPerPage', above: 0 },
  { field: 'thinkTimeSeconds', least: 0 },
  { field: 'pageSeconds', above: 0 },
  { field: 'peakHourShare', least: 1 / 24, most: 1, expected: 'between 1/24 (a flat day) and 1' },
  { field: 'peakRatio', least: 1 },
  { field: 'growth', above: -1 },
] as const;

/** What is wrong with a workload, one sentence each, beginning with the field; empty when a load can be designed from it. */
export function workloadProblems(workload: Workload): string[] {
  const hasUsers = workload.concurrentUsers !== undefined || workload.dailyUsers !== undefined;
  return [
    ...(hasUsers ? [] : ['concurrentUsers or dailyUsers must be given']),
    ...limits.flatMap((limit) => limitProblem(workload[limit.field], limit)),
    ...pageProblem(workload),
    ...courseProblems(workload),
    ...(workload.mix === undefined ? [] : mixProblems(workload.mix).map((problem) => `mix: ${problem}`)),
  ];
}

interface Limit {
  readonly field: string;
  readonly above?: number;
  readonly least?: number;
  readonly most?: number;
  readonly expected?: string;
}

function limitProblem(value: number | undefined, { field, above, least, most, expected }: Limit): string[] {
  if (value === undefined) return [];
  const isWithin =
    value < Infinity &&
    value > (above ?? -Infinity) &&
    value >= (least ?? -Infinity) &&
    value <= (most ?? Infinity);
  if (isWithin) return [];
  return [
    `${field} must be ${expected ?? (above === undefined ? `>= ${least}` : `> ${above}`)}, got ${value}`,
  ];
}

function pageProblem({ pagesPerSession, requestsPerPage, requestsPerSession }: Workload): string[] {
  if (pagesPerSession === undefined || requestsPerPage === undefined || requestsPerSession === undefined)
    return [];
  const product = pagesPerSession * requestsPerPage;
  if (Math.abs(product - requestsPerSession) <= 0.01 * requestsPerSession) return [];
  return [
    `requestsPerSession must be pagesPerSession x requestsPerPage = ${product}, or left out, got ${requestsPerSession}`,
  ];
}
