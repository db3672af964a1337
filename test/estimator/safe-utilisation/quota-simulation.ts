/** A server of one thread that a control group gives a part of a core, in milliseconds of each period. */
export interface QuotaServer {
  /** The part of a core. */
  readonly cores: number;
  /** Mean CPU of a request; it is spread exponentially. */
  readonly cpuMs: number;
}

const periodMs = 100;

/**
 * The response times of requests that arrive by chance and keep a share of the quota in use. The server works at full speed
 * until the quota of the period is used up, then stands still until the next one: what the kernel does, and no formula.
 */
export function responsesOf(
  { cores, cpuMs }: QuotaServer,
  utilisation: number,
  { count, random }: { readonly count: number; readonly random: () => number },
): number[] {
  const quotaMs = cores * periodMs;
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  let [arrivedMs, period, offsetMs, usedMs] = [0, 0, 0, 0];
  const enter = (next: number) => {
    [period, offsetMs, usedMs] = [next, 0, 0];
  };
  return Array.from({ length: count }, () => {
    arrivedMs += exponential(cpuMs / (utilisation * cores));
    if (arrivedMs > period * periodMs + offsetMs) {
      if (Math.floor(arrivedMs / periodMs) > period) enter(Math.floor(arrivedMs / periodMs));
      offsetMs = arrivedMs - period * periodMs;
    }
    let leftMs = exponential(cpuMs);
    while (leftMs > 1e-9) {
      const runMs = Math.max(0, Math.min(leftMs, quotaMs - usedMs, periodMs - offsetMs));
      leftMs -= runMs;
      usedMs += runMs;
      offsetMs += runMs;
      if (leftMs > 1e-9) enter(period + 1);
    }
    return period * periodMs + offsetMs - arrivedMs;
  });
}
