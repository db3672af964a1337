import { drawCpuSec, type SimulatedSystem, workPerSec } from './simulated-system.ts';

/** What was seen of a second of the simulation. */
export interface SimulatedBin {
  readonly perSec: number;
  readonly busyThreads: number;
  readonly inFlight: number;
  readonly responseSec: number | null;
}

/** Requests a second where they arrive by chance, or users where they wait for the response. */
export type SimulatedLoad = { readonly perSec: number } | { readonly users: number };

const warmUpSec = 5;

interface Job {
  readonly arrivedSec: number;
  /** CPU work, then the point of the work clock at which it is done. */
  work: number;
}

/**
 * Runs the system event by event under a load that stays the same, and counts second by second, after five seconds
 * to fill up. Requests take the CPU in the order of arrival, then the lock or a connection of the pool. All busy threads work at the same speed,
 * so that a clock of work done a thread orders their ends.
 */
export class Simulation {
  readonly #system: SimulatedSystem;
  readonly #load: SimulatedLoad;
  readonly #random: () => number;
  readonly #arrivals: number[] = [];
  readonly #waiting: Job[] = [];
  readonly #running: Job[] = [];
  /** In the order of their ends. */
  readonly #locking: { readonly job: Job; readonly endSec: number }[] = [];
  /** When each slot of the lock is free. */
  readonly #slots: number[];
  #nowSec = 0;
  #work = 0;
  #inFlight = 0;

  constructor(system: SimulatedSystem, load: SimulatedLoad, random: () => number) {
    this.#system = system;
    this.#load = load;
    this.#random = random;
    this.#slots = Array.from({ length: system.lockSlots ?? 1 }, () => 0);
    const count = 'users' in load ? load.users : 1;
    for (let i = 0; i < count; i++) this.#arrivals.push(this.#pauseSec());
  }

  seconds(count: number): SimulatedBin[] {
    for (let i = 0; i < warmUpSec; i++) this.#second();
    return Array.from({ length: count }, () => this.#second());
  }

  #second(): SimulatedBin {
    const endSec = Math.floor(this.#nowSec + 1e-9) + 1;
    let [busy, inFlight, done, responses] = [0, 0, 0, 0];
    for (;;) {
      const nextSec = Math.min(
        endSec,
        this.#nextArrival(),
        this.#nextCpuEnd(),
        this.#locking[0]?.endSec ?? Infinity,
      );
      const passed = nextSec - this.#nowSec;
      busy += passed * this.#running.length;
      inFlight += passed * this.#inFlight;
      this.#work += passed * this.#speed();
      this.#nowSec = nextSec;
      if (nextSec === endSec) break;
      const finished = this.#step();
      if (finished) {
        done++;
        responses += this.#nowSec - finished.arrivedSec;
      }
    }
    return { perSec: done, busyThreads: busy, inFlight, responseSec: done > 0 ? responses / done : null };
  }

  /** Handles what is due now; gives the request that ended. */
  #step(): Job | undefined {
    if (this.#nextArrival() <= this.#nowSec) return this.#arrive();
    if (this.#locking[0] && this.#locking[0].endSec <= this.#nowSec)
      return this.#leave(this.#locking.shift()?.job);
    const at = this.#running.reduce(
      (best, job, i) => (job.work < (this.#running[best]?.work ?? Infinity) ? i : best),
      0,
    );
    const [job] = this.#running.splice(at, 1);
    this.#startNext();
    if (!job || this.#system.lockSec === 0) return this.#leave(job);
    return this.#lock(job);
  }

  /** Takes the slot that is free first. */
  #lock(job: Job): undefined {
    const slot = this.#slots.indexOf(Math.min(...this.#slots));
    const freeSec = Math.max(this.#nowSec, this.#slots[slot] ?? 0);
    const endSec = freeSec - this.#system.lockSec * Math.log(this.#random());
    this.#slots[slot] = endSec;
    const later = this.#locking.findIndex((other) => other.endSec > endSec);
    this.#locking.splice(later < 0 ? this.#locking.length : later, 0, { job, endSec });
  }

  #arrive(): undefined {
    const at = this.#arrivals.indexOf(this.#nextArrival());
    if ('users' in this.#load) this.#arrivals.splice(at, 1);
    else this.#arrivals[at] = this.#nowSec + this.#pauseSec();
    this.#inFlight++;
    this.#waiting.push({ arrivedSec: this.#nowSec, work: drawCpuSec(this.#system, this.#random) });
    this.#startNext();
  }

  #startNext(): void {
    while (this.#running.length < this.#system.servers) {
      const job = this.#waiting.shift();
      if (!job) return;
      job.work += this.#work;
      this.#running.push(job);
    }
  }

  #leave(job: Job | undefined): Job | undefined {
    this.#inFlight--;
    if ('users' in this.#load) this.#arrivals.push(this.#nowSec + this.#pauseSec());
    return job;
  }

  #nextArrival(): number {
    return this.#arrivals.reduce((least, each) => Math.min(least, each), Infinity);
  }

  #nextCpuEnd(): number {
    const least = this.#running.reduce((work, job) => Math.min(work, job.work), Infinity);
    return least === Infinity ? Infinity : this.#nowSec + Math.max(0, least - this.#work) / this.#speed();
  }

  /** Of each busy thread. */
  #speed(): number {
    const busy = this.#running.length;
    return busy === 0 ? 1 : workPerSec(this.#system, busy) / busy;
  }

  #pauseSec(): number {
    const mean = 'users' in this.#load ? (this.#system.thinkSec ?? 0) : 1 / this.#load.perSec;
    if (this.#system.isEven && 'perSec' in this.#load) return mean;
    return -mean * Math.log(this.#random());
  }
}
