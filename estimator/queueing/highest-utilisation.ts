import { bisect } from '../statistics/bisect.ts';
import { erlangC } from './erlang.ts';
import { responseTail } from './response.ts';

/** A share `quantile` of the responses within `limit` times the mean service time. */
export interface ResponseLimit {
  readonly quantile: number;
  readonly limit: number;
}

/**
 * The highest ρ at which M/M/c keeps a response limit, P(R > limit·S) ≤ 1 − quantile; 0 where even an idle server
 * does not. `servers` is the parallelism of one queue: a balancer in front of n tasks makes n queues.
 */
export function highestUtilisationForResponse(servers: number, { quantile, limit }: ResponseLimit): number {
  return highest(
    (utilisation) => responseTail({ servers, utilisation, serviceSec: 1 }, limit) <= 1 - quantile,
  );
}

/** The highest ρ at which at most a share `delayed` of the arrivals must wait, by Erlang C. */
export function highestUtilisationForWait(servers: number, delayed: number): number {
  return highest((utilisation) => erlangC({ servers, utilisation }) <= delayed);
}

/** The highest ρ in [0, 1) at which `keeps` holds; it must hold up to there only. */
export function highest(keeps: (utilisation: number) => boolean): number {
  return keeps(0) ? bisect(keeps, 0, 1) : 0;
}
