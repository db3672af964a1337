/** A station of a closed system: D seconds of service a request, by `servers` side by side. */
export interface Station {
  readonly demandSec: number;
  readonly servers: number;
}

/** A closed system with N users who think for Z seconds between requests. */
export interface ClosedSystem {
  readonly stations: readonly Station[];
  readonly thinkSec: number;
}

/** One population's throughput X and response time R, without the think time. */
export interface ClosedLoad {
  readonly users: number;
  readonly throughputPerSec: number;
  readonly responseSec: number;
}

/**
 * Exact mean value analysis with load-dependent stations (Reiser & Lavenberg 1980), for 1 … `users`.
 *
 * A station with c servers works at min(j, c) times the speed of one while j requests are there. With p_k(j|n) the
 * share of time that station k holds j of n:
 *
 *     R_k(n) = D_k·Σ_j j/min(j, c_k)·p_k(j − 1|n − 1),   X(n) = n/(Z + Σ R_k(n)),
 *     p_k(j|n) = X(n)·D_k/min(j, c_k)·p_k(j − 1|n − 1),  p_k(0|n) = 1 − Σ_{j ≥ 1} p_k(j|n)
 *
 * The last difference loses its digits past saturation, so a station with several servers takes
 * p_k(0|n) = 1 − (X·D_k + Σ_{1 ≤ j < c} (c − j)·p_k(j|n))/c, which is the same and stays accurate.
 */
export function meanValueAnalysis({ stations, thinkSec }: ClosedSystem, users: number): ClosedLoad[] {
  let shares = stations.map(() => [1]);
  return Array.from({ length: users }, (_, index) => {
    const population = index + 1;
    const responses = stations.map(({ demandSec, servers }, k) => {
      const before = shares[k] ?? [];
      return (
        before.reduce((sum, share, j) => sum + ((j + 1) / Math.min(j + 1, servers)) * share, 0) * demandSec
      );
    });
    const responseSec = responses.reduce((sum, each) => sum + each, 0);
    const throughputPerSec = population / (thinkSec + responseSec);
    shares = stations.map((station, k) => nextShares(station, shares[k] ?? [], throughputPerSec));
    return { users: population, throughputPerSec, responseSec };
  });
}

function nextShares({ demandSec, servers }: Station, before: readonly number[], perSec: number): number[] {
  const held = before.map((share, j) => ((perSec * demandSec) / Math.min(j + 1, servers)) * share);
  const idleServers = held
    .slice(0, servers - 1)
    .reduce((sum, share, j) => sum + (servers - j - 1) * share, 0);
  return [Math.max(0, 1 - (perSec * demandSec + idleServers) / servers), ...held];
}
