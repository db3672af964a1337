import type { Interval } from '../../core/records/index.ts';
import { meanWaitSec } from '../queueing/wait.ts';
import { type BoundedColumn, fitBounded } from '../statistics/bounded-fit.ts';

/** How long responses took at one load, and what the CPU had to do there. */
export interface ResponseLoad {
  readonly perSec: number;
  readonly responseSec: number;
  /** Standard error of the mean response. */
  readonly errorSec: number;
  /** CPU of a request at this load. */
  readonly cpuSec: number;
  /** Share of the CPU that requests can use and that was in use, 0–1. */
  readonly utilisation: number;
  /** Variance over mean of the requests counted in a second: 1 where they come by chance, 0 where they are evenly spaced. */
  readonly dispersion: number;
  /** (N − 1)/N of N users that wait for their response; 1 where requests come whatever the response times are. */
  readonly othersShare: number;
}

/** The CPU that everybody sees. */
export interface VisibleCpu {
  readonly servers: number;
  /** How much faster a request is worked on than by one whole core: below 1 where the server has part of one. */
  readonly coreShare: number;
  /** Longest pause for the next quota of CPU. */
  readonly stallSec: number;
  /** X_vis, the throughput at which it would be used up. */
  readonly limitPerSec: number;
}

/** What response times say of a station that nobody observed. */
export interface UnseenStation {
  /** The throughput up to which they exclude that it stops the system; at least the highest measured one. */
  readonly provenPerSec: number;
  /** What it lets through, where the CPU alone does not explain how responses grew; else `null`. */
  readonly limitPerSec: Interval | null;
}

/** (Ca² + Cs²)/2 of the CPU's queue at most, and of the unseen one: irregular arrivals, very different requests, noisy hosts. */
const mostVariability = 2.5;
/** Responses change by this share for reasons that no queue explains: warm code, the client, the network. */
const leastError = 0.01;
/** χ² with one degree of freedom: beyond it a station is excluded (99 %), and the CPU alone is (99.9 %). */
const excludedFrom = 6.63;
const foundFrom = 10.83;
const gridPoints = 24;
/** Requests that it serves side by side: with more of them nothing is seen before it is full. */
const sideBySide = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64] as const;

/**
 * Fits R(X) = R0 + D(X) + v·W_cpu + w·W_h to the loads, with D the CPU of a request, W_cpu the wait of M/M/c that the CPU's
 * utilisation makes, and W_h that of an unseen station of p servers that lets Y requests a second through, each of which it holds for
 * h = p/Y. No request is held for longer than it took, h ≤ R, which leaves few p where all is CPU. The factors v and w of
 * Allen–Cunneen are free within what arrivals and service can be; evenly spaced arrivals may not wait at all, so w starts at half the
 * dispersion that was counted. Of closed users each meets the others only: ρ_h = X/Y·(N − 1)/N.
 *
 * A pair (Y, p) is excluded where its Σr²/σ² is above the least one by more than chance allows.
 */
export function unseenStation(loads: readonly ResponseLoad[], cpu: VisibleCpu): UnseenStation {
  const highest = Math.max(...loads.map(({ perSec }) => perSec));
  if (!(cpu.limitPerSec > highest)) return { provenPerSec: highest, limitPerSec: null };
  const alone = squaresOf(loads, cpu);
  const tried = Array.from(
    { length: gridPoints },
    (_, i) => highest * (cpu.limitPerSec / highest) ** (i / gridPoints),
  );
  const stations = tried
    .flatMap((perSec) => stationsOf(perSec, loads))
    .map((station) => ({ ...station, squares: squaresOf(loads, cpu, station) }));
  const least = Math.min(alone, ...stations.map(({ squares }) => squares));
  const scatter = Math.max(1, least / Math.max(1, loads.length - 3));
  const possible = stations.filter(({ squares }) => (squares - least) / scatter <= excludedFrom);
  const limits = possible.map(({ perSec }) => perSec);
  const firstPossible = Math.min(cpu.limitPerSec, ...limits);
  const low = Math.max(highest, ...tried.filter((perSec) => perSec < firstPossible));
  const best = possible.find(({ squares }) => squares === least);
  const isFound = best !== undefined && (alone - least) / scatter > foundFrom;
  return {
    provenPerSec: low,
    limitPerSec: isFound ? { low, mid: best.perSec, high: Math.max(...limits) } : null,
  };
}

interface Station {
  /** Y */
  readonly perSec: number;
  /** p */
  readonly servers: number;
}

/** The stations of this limit that hold no request for longer than it took. */
function stationsOf(perSec: number, loads: readonly ResponseLoad[]): Station[] {
  const longest = Math.min(...loads.map(({ responseSec, errorSec }) => responseSec + 2 * errorSec));
  return sideBySide.filter((servers) => servers / perSec <= longest).map((servers) => ({ perSec, servers }));
}

function squaresOf(loads: readonly ResponseLoad[], cpu: VisibleCpu, station?: Station): number {
  const weights = loads.map(
    ({ responseSec, errorSec }) => 1 / (errorSec ** 2 + (leastError * responseSec) ** 2),
  );
  const beyondCpu = loads.map(({ responseSec, cpuSec }) => responseSec - cpuSec);
  const always = { values: loads.map(() => 1), least: 0, most: Infinity };
  const columns = [always, cpuColumn(loads, cpu), ...(station ? [stationColumn(loads, station)] : [])];
  return fitBounded(columns, beyondCpu, weights).squares;
}

/** A queue in front of a full server has no end: this is where it is cut off. */
const almostFull = 0.99;

function cpuColumn(
  loads: readonly ResponseLoad[],
  { servers, coreShare, stallSec }: VisibleCpu,
): BoundedColumn {
  const meanCpuSec = meanOf(loads, ({ cpuSec }) => cpuSec);
  const values = loads.map(({ utilisation, othersShare, cpuSec }) =>
    meanWaitSec({
      servers,
      utilisation: Math.min(almostFull, Math.max(0, othersShare * utilisation)),
      serviceSec: Math.max(0, cpuSec) / coreShare,
    }),
  );
  const most = mostVariability + (stallSec * coreShare) / meanCpuSec;
  return { values, least: leastVariability(loads), most };
}

function stationColumn(loads: readonly ResponseLoad[], { perSec, servers }: Station): BoundedColumn {
  const values = loads.map((load) =>
    meanWaitSec({
      servers,
      utilisation: Math.min(almostFull, (load.othersShare * load.perSec) / perSec),
      serviceSec: servers / perSec,
    }),
  );
  return { values, least: leastVariability(loads), most: mostVariability };
}

/** (Ca² + Cs²)/2 where every request needs the same. */
function leastVariability(loads: readonly ResponseLoad[]): number {
  return (
    Math.min(
      1,
      meanOf(loads, ({ dispersion }) => dispersion),
    ) / 2
  );
}

function meanOf(loads: readonly ResponseLoad[], of: (load: ResponseLoad) => number): number {
  return loads.reduce((sum, load) => sum + of(load), 0) / loads.length;
}
