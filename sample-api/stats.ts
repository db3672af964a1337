import { usedCpuSeconds } from './cpu.ts';
import type { PubSubStats } from './pubsub.ts';
import type { JourneyRoute } from './route-mix.ts';

/** Every route that is counted: all but health and stats. */
type CountedRoute = JourneyRoute | 'redirect' | 'link' | 'unknown';

/** What became of a route's requests: `requests` is the sum of `answers`, `aborted` and those still in flight. */
interface RouteStats {
  readonly requests: number;
  /** Sum of the CPU demands that were burned. */
  readonly demandSeconds: number;
  /** Number of answers by HTTP status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Requests whose client went away before the answer. */
  readonly aborted: number;
}

/** What the counted requests did since the start or the last reset. */
interface RequestStats {
  readonly elapsedMs: number;
  /** CPU time of the whole process. */
  readonly cpuSeconds: number;
  /** Sum of the CPU demands of all routes. */
  readonly demandSeconds: number;
  readonly inFlight: number;
  readonly peakInFlight: number;
  /** A route without requests is absent. */
  readonly routes: Readonly<Partial<Record<CountedRoute, RouteStats>>>;
}

/** The known truth that a measurement is compared with. */
export interface Stats extends RequestStats {
  readonly pubsub: PubSubStats;
}

/** Follows one request to its end, which is either an answer or an abortion. */
export interface Tally {
  burned(demandMs: number): void;
  answered(status: number): void;
  aborted(): void;
}

/** Counts requests. */
export interface RequestCounter {
  arrived(route: CountedRoute): Tally;
  stats(): RequestStats;
  /** Sets all counts to zero; what is in flight stays so and is the new peak. */
  reset(): void;
}

interface RouteCount {
  requests: number;
  demandMs: number;
  answers: Record<string, number>;
  aborted: number;
}

export function createRequestCounter(): RequestCounter {
  const routes = new Map<CountedRoute, RouteCount>();
  let inFlight = 0;
  let peakInFlight = 0;
  let sinceMs = performance.now();
  let sinceCpuSeconds = usedCpuSeconds();

  function countOf(route: CountedRoute): RouteCount {
    const count = routes.get(route) ?? { requests: 0, demandMs: 0, answers: {}, aborted: 0 };
    routes.set(route, count);
    return count;
  }

  return {
    arrived: (route) => {
      const count = countOf(route);
      count.requests += 1;
      inFlight += 1;
      peakInFlight = Math.max(peakInFlight, inFlight);
      return {
        burned: (demandMs) => {
          count.demandMs += demandMs;
        },
        answered: (status) => {
          inFlight -= 1;
          count.answers[status] = (count.answers[status] ?? 0) + 1;
        },
        aborted: () => {
          inFlight -= 1;
          count.aborted += 1;
        },
      };
    },
    stats: () => ({
      elapsedMs: performance.now() - sinceMs,
      cpuSeconds: usedCpuSeconds() - sinceCpuSeconds,
      demandSeconds: [...routes.values()].reduce((sum, { demandMs }) => sum + demandMs, 0) / 1_000,
      inFlight,
      peakInFlight,
      routes: Object.fromEntries([...routes].map(([route, count]) => [route, statsOf(count)])),
    }),
    reset: () => {
      routes.clear();
      peakInFlight = inFlight;
      sinceMs = performance.now();
      sinceCpuSeconds = usedCpuSeconds();
    },
  };
}

function statsOf({ requests, demandMs, answers, aborted }: RouteCount): RouteStats {
  return { requests, demandSeconds: demandMs / 1_000, answers: { ...answers }, aborted };
}
