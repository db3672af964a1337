import { erlangC } from './erlang.ts';

/**
 * Servers by square-root staffing, ⌈a + Q·√a⌉ for a = λ·S erlangs (Halfin & Whitt 1981). Q is about 2.4, 1.8, 1.2 and
 * 1.0 where 1, 5, 20 and 29 % may wait.
 */
export function squareRootStaffing(offered: number, safety: number): number {
  return Math.ceil(offered + safety * Math.sqrt(offered));
}

/** The least number of servers for which at most a share `delayed` of the arrivals waits, by Erlang C. */
export function erlangStaffing(offered: number, delayed: number): number {
  let servers = Math.floor(offered) + 1;
  while (erlangC({ servers, utilisation: offered / servers }) > delayed) servers++;
  return servers;
}
