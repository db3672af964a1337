/** A system whose truth is known. All times are seconds. */
export interface SimulatedSystem {
  readonly name: string;
  /** Threads that work side by side. */
  readonly servers: number;
  /** CPU of a request on a core that it has for itself, on average. */
  readonly cpuSec: number;
  /** Squared coefficient of variation of the CPU time: 1 is exponential. */
  readonly variation: number;
  /** What a second thread on a busy core adds to its work; `null` where each thread has a core. */
  readonly gain: number | null;
  /** Time for which a request holds a lock, or one of the connections of a pool; 0 without one. */
  readonly lockSec: number;
  /** Requests that may hold it at a time: 1 of a lock, more of a pool; 1 unless given. */
  readonly lockSlots?: number;
  /** Whether requests arrive in turn, as a load generator's constant rate has it, not by chance. */
  readonly isEven?: boolean;
  /** Think time of closed users; `null`: requests arrive by chance, whatever the response times. */
  readonly thinkSec: number | null;
  /** Cores that are used beside the servers, without any request. */
  readonly idleCores: number;
}

/** The highest throughput that CPU and lock allow. */
export function trueMaximum(system: SimulatedSystem): number {
  const { servers, cpuSec, lockSec, lockSlots = 1 } = system;
  return Math.min(workPerSec(system, servers) / cpuSec, lockSec > 0 ? lockSlots / lockSec : Infinity);
}

/** Work done each second while `busy` threads have a request. */
export function workPerSec({ servers, gain }: SimulatedSystem, busy: number): number {
  if (gain === null) return busy;
  const cores = servers / 2;
  return Math.min(busy, cores) + gain * Math.max(0, busy - cores);
}

/** A CPU time of this mean: exponential, or gamma and two-phase hyperexponential of another variation. */
export function drawCpuSec({ cpuSec, variation }: SimulatedSystem, random: () => number): number {
  const exponential = (mean: number) => -mean * Math.log(random());
  if (variation < 1) {
    const phases = Math.round(1 / variation);
    return Array.from({ length: phases }, () => exponential(cpuSec / phases)).reduce(
      (sum, each) => sum + each,
      0,
    );
  }
  if (variation === 1) return exponential(cpuSec);
  const share = (1 + Math.sqrt((variation - 1) / (variation + 1))) / 2;
  return random() < share ? exponential(cpuSec / (2 * share)) : exponential(cpuSec / (2 * (1 - share)));
}
