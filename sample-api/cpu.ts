import { cpuUsage } from 'node:process';

/** The one CPU that all requests queue for. */
export interface Cpu {
  /**
   * Resolves when the process has used `demandMs` of CPU time for the caller; callers are served one by one, in the
   * order in which they came. What the server spent on its own since the last one counts towards the demand, so that
   * the CPU time of the process is the sum of all demands. Rejects with the signal's reason when it is aborted first.
   */
  burn(demandMs: number, signal: AbortSignal): Promise<void>;
  /** Lets what was spent so far count towards no demand: the end of work that has none stated. */
  settle(): void;
}

interface Job {
  readonly demandUs: number;
  readonly signal: AbortSignal;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Older debts are forgiven: what the process spent beyond this without a demand is no cost of serving requests. */
const ownCostLimitUs = 100_000;

/** A CPU of which the whole process is the clock: its demands are true only in a process of its own. */
export function createCpu(): Cpu {
  const queue: Job[] = [];
  let chargedUs = usedUs();

  function spend(demandUs: number): void {
    const untilUs = Math.max(chargedUs, usedUs() - ownCostLimitUs) + demandUs;
    while (usedUs() < untilUs) spin();
    chargedUs = untilUs;
  }

  // One job a turn of the event loop: between two jobs arrivals are read, so that they queue here and are seen.
  function serveNext(): void {
    let job = queue.shift();
    while (job?.signal.aborted) {
      job.reject(job.signal.reason);
      job = queue.shift();
    }
    if (job === undefined) return;
    spend(job.demandUs);
    job.resolve();
    if (queue.length > 0) setImmediate(serveNext);
  }

  return {
    burn: (demandMs, signal) =>
      new Promise((resolve, reject) => {
        if (queue.length === 0) setImmediate(serveNext);
        queue.push({ demandUs: demandMs * 1_000, signal, resolve, reject });
      }),
    settle: () => {
      chargedUs = usedUs();
    },
  };
}

/** CPU time of the process since its start, user and system, in seconds. */
export function usedCpuSeconds(): number {
  return usedUs() / 1e6;
}

function usedUs(): number {
  const { user, system } = cpuUsage();
  return user + system;
}

let sink = 1;

/** A few microseconds of arithmetic whose result is kept, so that it cannot be optimised away. */
function spin(): void {
  for (let i = 0; i < 4_000; i++) sink = (Math.imul(sink, 48_271) + i) | 0;
}
