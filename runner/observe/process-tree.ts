import { listPids, type ProcessReading, readProcess, readStat } from './process-reading.ts';

/**
 * A process and all that descend from it. Who once belonged to the tree stays in it for life, also when its parent
 * ends and init adopts it.
 */
export class ProcessTree {
  readonly #procRoot: string;
  /** The start of each member, by pid: a pid that was given to another process is no member. */
  readonly #members = new Map<number, number>();
  /** Processes that do not descend from a member. They never will, so each is looked at only once. */
  #strangers = new Set<number>();

  constructor(procRoot: string) {
    this.#procRoot = procRoot;
  }

  /** Takes a process, and so its descendants, into the tree; false when there is no such living process. */
  adopt(pid: number): boolean {
    const stat = readStat(this.#procRoot, pid);
    if (stat === undefined || stat.state === 'Z') return false;
    this.#members.set(pid, stat.startTicks);
    this.#strangers.clear();
    return true;
  }

  /** Every process of the tree as it is now; empty when all have ended. */
  read(): readonly ProcessReading[] {
    this.#admitDescendants();
    const readings: ProcessReading[] = [];
    for (const [pid, startTicks] of this.#members) {
      const reading = readProcess(this.#procRoot, pid);
      if (reading?.startTicks === startTicks) readings.push(reading);
      else this.#members.delete(pid);
    }
    return readings;
  }

  #admitDescendants(): void {
    const pids = listPids(this.#procRoot);
    const unknown = new Map<number, { readonly parentPid: number; readonly startTicks: number }>();
    for (const pid of pids) {
      if (this.#members.has(pid) || this.#strangers.has(pid)) continue;
      const stat = readStat(this.#procRoot, pid);
      if (stat !== undefined) unknown.set(pid, stat);
    }
    // A child may be listed before its parent, so as long as one is admitted another may follow.
    for (let admitted = -1; admitted !== this.#members.size; ) {
      admitted = this.#members.size;
      for (const [pid, { parentPid, startTicks }] of unknown) {
        if (!this.#members.has(parentPid)) continue;
        this.#members.set(pid, startTicks);
        unknown.delete(pid);
      }
    }
    const living = new Set(pids);
    this.#strangers = new Set([...this.#strangers, ...unknown.keys()].filter((pid) => living.has(pid)));
  }
}
