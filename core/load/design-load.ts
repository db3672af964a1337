import { type Mix, mixShares } from './journey.ts';
import { type RampingArrivalRate, type RampingVus, staircase } from './profiles.ts';
import { slowdownCarried, type VirtualUsers, virtualUsersFor } from './virtual-users.ts';
import { type Behaviour, resolveBehaviour, type Workload } from './workload.ts';

/** What one iteration of the scenario does: fetch one page and think, run one whole session, or send one request. */
export type IterationKind = 'page' | 'session' | 'request';

/** The requests to be ready for: the busiest minute's rates, and who is behind them. */
export interface DesignRequests {
  readonly requestsPerSec: number;
  readonly pagesPerSec: number;
  readonly sessionsPerSec: number;
  readonly concurrentUsers: number;
  /** How the numbers came about, one line a step. */
  readonly derivation: readonly string[];
  /** Where the workload's statements disagree. */
  readonly warnings: readonly string[];
}

/** The load to be ready for, and what k6 needs to make it. */
export interface DesignLoad extends DesignRequests, VirtualUsers {
  readonly iterationsPerSec: number;
  /** Expected duration of one iteration, and the think time in it. */
  readonly iterationMs: number;
  readonly thinkMs: number;
  /** Shares of the journeys; they sum to 1. */
  readonly mix?: Mix;
}

export interface DesignOptions {
  readonly iteration: IterationKind;
  /** Multiple of the workload's load; 1 if not given. */
  readonly scale?: number;
}

/**
 * The requests that a workload without problems asks for; `scale` is a multiple of its load.
 *
 * | symbol | meaning | field |
 * |---|---|---|
 * | DAU, s | users of a day, sessions of each | `dailyUsers`, `sessionsPerUser` |
 * | q, v, k | requests a session, pages a session, requests a page (q = v·k) | `requestsPerSession`, … |
 * | p_h, b, g | peak-hour share, intra-hour peak, growth | `peakHourShare`, `peakRatio`, `growth` |
 * | R, Z | time until a page is complete, think time (s) | `pageSeconds`, `thinkTimeSeconds` |
 *
 * 1. requests a day = DAU·s·q
 * 2. peak hour λ_h = requests a day · p_h / 3600
 * 3. design rate λ = λ_h·b·(1 + g); b is at least 1 + 3/√(60·λ_h), by which a minute of Poisson arrivals varies by itself
 * 4. concurrency N = λ/k·(R + Z), Little's law with pages as the unit, which equals session rate · session duration;
 *    from concurrent users the other way round: λ = N·k/(R + Z)
 * 5. where both are given they disagree when |N_given − N| > 20 % of N_given
 */
export function designRequests(workload: Workload, scale = 1): DesignRequests {
  const behaviour = resolveBehaviour(workload);
  const { pagesPerSession, requestsPerPage, pageSeconds, thinkTimeSeconds, growth } = behaviour;
  const peak = peakOf(workload, behaviour);
  const grownPerSec = peak.requestsPerSec * (1 + growth);
  const requestsPerSec = grownPerSec * scale;
  const pagesPerSec = requestsPerSec / requestsPerPage;
  const sessionsPerSec = pagesPerSec / pagesPerSession;
  const concurrentUsers = pagesPerSec * (pageSeconds + thinkTimeSeconds);
  const rates = { requestsPerSec, pagesPerSec, sessionsPerSec, concurrentUsers };
  return {
    ...rates,
    derivation: [
      ...peak.derivation,
      ...factorLines(peak.requestsPerSec, 1 + growth, 'growth'),
      ...factorLines(grownPerSec, scale, 'scale'),
      ...usersLines(rates, behaviour),
      ...(behaviour.assumed.length > 0 ? [`assumed: ${behaviour.assumed.join(', ')}`] : []),
    ],
    warnings: disagreement(workload.concurrentUsers, concurrentUsers / scale / (1 + growth)),
  };
}

interface SteadyUsers {
  readonly concurrentUsers: number;
  /** Requests of each of them. */
  readonly requestsPerSec: number;
  readonly growth?: number | undefined;
}

/** The requests of users whose own rate is known: λ = N·r·(1 + g), whatever they think and read in between. */
export function requestsOfUsers({
  concurrentUsers,
  requestsPerSec: each,
  growth = 0,
}: SteadyUsers): Pick<DesignRequests, 'requestsPerSec' | 'derivation'> {
  const requestsPerSec = concurrentUsers * each;
  const users = `${figure(concurrentUsers)} concurrent users`;
  return {
    requestsPerSec: requestsPerSec * (1 + growth),
    derivation: [
      `${users} x ${figure(each)} requests/s each = ${figure(requestsPerSec)} requests/s`,
      ...factorLines(requestsPerSec, 1 + growth, 'growth'),
    ],
  };
}

/** The load that a workload without problems asks for: its requests, and the iterations that make them. */
export function designLoad(workload: Workload, { iteration, scale = 1 }: DesignOptions): DesignLoad {
  const requests = designRequests(workload, scale);
  const iterations = iterationOf(iteration, requests, resolveBehaviour(workload));
  const { ratePerSec: iterationsPerSec, iterationMs, thinkMs } = iterations;
  const vus = virtualUsersFor(iterations);
  return {
    ...requests,
    iterationsPerSec,
    iterationMs,
    thinkMs,
    ...vus,
    ...(workload.mix && { mix: mixShares(workload.mix) }),
    derivation: [
      ...requests.derivation,
      `one iteration a ${iteration}: ${figure(iterationsPerSec)} iterations/s of ${figure(iterationMs / 1000)} s`,
      `${vus.preAllocatedVUs} virtual users, ${vus.maxVUs} if answers are ${slowdownCarried} times as slow as expected`,
    ],
  };
}

interface Plateaus {
  /** Duration of each plateau. */
  readonly durationMs: number;
  /** Multiples of the design load, a plateau each; `[1]` if not given. */
  readonly at?: readonly number[];
}

/** k6's `scenarios` for a designed load: one open-model scenario that holds each multiple in turn. */
export function workloadScenarios(
  { iterationsPerSec, iterationMs, thinkMs }: DesignLoad,
  { durationMs, at = [1] }: Plateaus,
): { readonly default: RampingArrivalRate | RampingVus } {
  return {
    default: staircase({ ratePerSec: iterationsPerSec, iterationMs, thinkMs }, { at, stepMs: durationMs }),
  };
}

interface Peak {
  readonly requestsPerSec: number;
  readonly derivation: readonly string[];
}

function peakOf({ dailyUsers, concurrentUsers = 0 }: Workload, behaviour: Behaviour): Peak {
  return dailyUsers === undefined
    ? peakOfConcurrentUsers(concurrentUsers, behaviour)
    : peakOfDailyUsers(dailyUsers, behaviour);
}

function peakOfConcurrentUsers(
  users: number,
  { requestsPerPage, pageSeconds, thinkTimeSeconds }: Behaviour,
): Peak {
  const requestsPerSec = (users * requestsPerPage) / (pageSeconds + thinkTimeSeconds);
  const cycle = `${figure(pageSeconds)} s response + ${figure(thinkTimeSeconds)} s think time`;
  return {
    requestsPerSec,
    derivation: [
      `${figure(users)} concurrent users x ${figure(requestsPerPage)} requests a page / (${cycle}) = ${figure(requestsPerSec)} requests/s`,
    ],
  };
}

function peakOfDailyUsers(
  users: number,
  { sessionsPerUser, requestsPerSession, peakHourShare, peakRatio }: Behaviour,
): Peak {
  const requestsPerDay = users * sessionsPerUser * requestsPerSession;
  const hourPerSec = (requestsPerDay * peakHourShare) / 3600;
  const ratio = Math.max(peakRatio, 1 + 3 / Math.sqrt(60 * hourPerSec));
  const why = ratio > peakRatio ? 'the least, by chance, of so few arrivals' : 'peak minute over mean minute';
  return {
    requestsPerSec: hourPerSec * ratio,
    derivation: [
      `${figure(users)} users/day x ${figure(sessionsPerUser)} sessions x ${figure(requestsPerSession)} requests = ${figure(requestsPerDay)} requests/day`,
      `${figure(requestsPerDay)} requests/day x ${figure(peakHourShare)} in the peak hour / 3600 s = ${figure(hourPerSec)} requests/s`,
      ...factorLines(hourPerSec, ratio, why),
    ],
  };
}

function factorLines(requestsPerSec: number, factor: number, why: string): string[] {
  if (factor === 1) return [];
  return [
    `${figure(requestsPerSec)} requests/s x ${figure(factor)} (${why}) = ${figure(requestsPerSec * factor)} requests/s`,
  ];
}

interface Rates {
  readonly requestsPerSec: number;
  readonly pagesPerSec: number;
  readonly sessionsPerSec: number;
  readonly concurrentUsers: number;
}

function usersLines(
  { requestsPerSec, pagesPerSec, sessionsPerSec, concurrentUsers }: Rates,
  { pagesPerSession, requestsPerPage, pageSeconds, thinkTimeSeconds }: Behaviour,
): string[] {
  const pages = `${figure(pagesPerSec)} pages/s`;
  const cycle = `${figure(pageSeconds)} s response + ${figure(thinkTimeSeconds)} s think time`;
  return [
    `${figure(requestsPerSec)} requests/s / ${figure(requestsPerPage)} requests a page = ${pages}`,
    `${pages} / ${figure(pagesPerSession)} pages a session = ${figure(sessionsPerSec)} sessions/s`,
    `${pages} x (${cycle}) = ${figure(concurrentUsers)} concurrent users`,
  ];
}

function iterationOf(
  kind: IterationKind,
  rates: Rates,
  { pagesPerSession, pageSeconds, thinkTimeSeconds }: Behaviour,
) {
  const pageMs = pageSeconds * 1000;
  const thinkMs = thinkTimeSeconds * 1000;
  switch (kind) {
    case 'page':
      return { ratePerSec: rates.pagesPerSec, iterationMs: pageMs + thinkMs, thinkMs };
    case 'session': {
      const session = {
        iterationMs: pagesPerSession * (pageMs + thinkMs),
        thinkMs: pagesPerSession * thinkMs,
      };
      return { ratePerSec: rates.sessionsPerSec, ...session };
    }
    case 'request':
      return { ratePerSec: rates.requestsPerSec, iterationMs: pageMs, thinkMs: 0 };
  }
}

function disagreement(given: number | undefined, derived: number): string[] {
  if (given === undefined || Math.abs(given - derived) <= 0.2 * given) return [];
  return [
    `users, think time and rate disagree: ${figure(given)} concurrent users are stated, ${figure(derived)} follow from the daily users`,
  ];
}

/** Whole numbers as they are, others to four significant digits. */
function figure(value: number): string {
  const exact = Number(value.toPrecision(12));
  return String(Number.isInteger(exact) ? exact : Number(exact.toPrecision(4)));
}
