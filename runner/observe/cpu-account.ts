import type { ProcessReading } from './process-reading.ts';

/** CPU time that a process tree used between two readings, in clock ticks. */
export interface CpuUse {
  readonly ticks: number;
  /** Of the one thread that used most. */
  readonly busiestThreadTicks: number;
}

const idOf = ({ pid, startTicks }: ProcessReading) => `${pid}:${startTicks}`;

/**
 * What a tree used from `before` to `after`. A process counts with what it used of its own since `before`, or since
 * its start. One that has ended is known to its parent by then: what the parent reaped, less what was counted while the
 * ended one lived, is the rest of it. So nothing is lost, of processes shorter than the interval neither, and nothing
 * is counted twice; only the last moments of a process that nobody waits for are missing.
 */
export function cpuBetween(before: readonly ProcessReading[], after: readonly ProcessReading[]): CpuUse {
  const earlier = new Map(before.map((reading) => [idOf(reading), reading]));
  const alreadyCounted = countedOfEnded(before, new Set(after.map(idOf)));
  let ticks = 0;
  let busiestThreadTicks = 0;
  for (const reading of after) {
    const previous = earlier.get(idOf(reading));
    const reaped = reading.reapedTicks - (previous?.reapedTicks ?? 0);
    ticks += Math.max(0, reading.ownTicks - (previous?.ownTicks ?? 0));
    ticks += Math.max(0, reaped - (alreadyCounted.get(reading.pid) ?? 0));
    for (const [tid, threadTicks] of reading.ticksByThread) {
      const used = threadTicks - (previous?.ticksByThread.get(tid) ?? 0);
      busiestThreadTicks = Math.max(busiestThreadTicks, used);
    }
  }
  return { ticks, busiestThreadTicks };
}

/** What was counted of the processes that have ended since, by the pid of the nearest ancestor that has not. */
function countedOfEnded(
  before: readonly ProcessReading[],
  living: ReadonlySet<string>,
): ReadonlyMap<number, number> {
  const byPid = new Map(before.map((reading) => [reading.pid, reading]));
  const counted = new Map<number, number>();
  for (const ended of before) {
    if (living.has(idOf(ended))) continue;
    let heir = byPid.get(ended.parentPid);
    while (heir !== undefined && !living.has(idOf(heir))) heir = byPid.get(heir.parentPid);
    if (heir === undefined) continue;
    counted.set(heir.pid, (counted.get(heir.pid) ?? 0) + ended.ownTicks + ended.reapedTicks);
  }
  return counted;
}
