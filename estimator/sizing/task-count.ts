/** The cores of a task that the server can use: all of them where its parallelism was not observed (`null`). */
export function usableCores(vcpu: number, parallelism: number | null): number {
  return Math.min(vcpu, parallelism ?? vcpu);
}

/** c: the requests that a task works on side by side; part of a core is one slower server, and 1.7 cores are not yet two. */
export function serversOf(cores: number): number {
  return Math.max(1, Math.floor(cores));
}

/**
 * Tasks that keep CPU at or below the utilisation target: n = ⌈λ·D / (c·ρ − U0)⌉, at least 1, with λ requests a
 * second, D CPU seconds a request, c usable cores, ρ the target and U0 the cores that an idle task uses. The same
 * holds below one vCPU, where the task is one server of service time D/vCPU. `undefined`: an idle task alone is
 * above the target.
 */
export function tasksForCpu(load: {
  readonly requestsPerSec: number;
  readonly cpuSecPerRequest: number;
  readonly cores: number;
  readonly utilisation: number;
  readonly idleCores: number;
}): number | undefined {
  const room = load.cores * load.utilisation - load.idleCores;
  if (room <= 0) return undefined;
  return atLeastOne((load.requestsPerSec * load.cpuSecPerRequest) / room);
}

/** Share of a task's memory that its server may fill. */
export const memoryShare = 0.8;

/**
 * Tasks that hold the requests in flight: n = ⌈L·m / (0.8·M − M0)⌉, at least 1, with L requests in flight, m bytes
 * for each, M the task's memory and M0 the server's own. `undefined`: the server alone does not fit.
 */
export function tasksForMemory(load: {
  readonly inFlight: number;
  readonly bytesPerInFlight: number;
  readonly memoryBytes: number;
  readonly baseBytes: number;
}): number | undefined {
  const room = load.memoryBytes * memoryShare - load.baseBytes;
  if (room <= 0) return undefined;
  return atLeastOne((load.inFlight * load.bytesPerInFlight) / room);
}

/** Share of a machine's network that its tasks may use. */
export const networkShare = 0.7;

/** Tasks whose network carries the load: n = ⌈λ·B·8 / (0.7·W)⌉, with B bytes a request and W bits a second of one task. */
export function tasksForNetwork(load: {
  readonly requestsPerSec: number;
  readonly bytesPerRequest: number;
  readonly networkGbps: number;
}): number {
  return atLeastOne(
    (load.requestsPerSec * load.bytesPerRequest * 8) / (networkShare * load.networkGbps * 1e9),
  );
}

/** Rounds up, but not for a rounding error of the division. */
function atLeastOne(tasks: number): number {
  return Math.max(1, Math.ceil(tasks - 1e-9));
}
