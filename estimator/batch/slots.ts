/** A day's attempts at jobs, as the slots see them in which one runs at a time: the start of each counts to its duration. */
export interface JobDay {
  /** Whole ones, those that fail included. */
  readonly attempts: number;
  readonly meanMinutes: number;
  readonly longestMinutes: number;
  /** They arrive evenly in that time; 0 is all at once. */
  readonly arriveWithinMinutes: number;
  /** From a job's arrival. */
  readonly deadlineMinutes: number;
  /** Until the first slot is there. */
  readonly bootMinutes: number;
  /** Attempts that a job has time for after its wait: two where one may fail. */
  readonly attemptsOfJob: 1 | 2;
}

export const dayMinutes = 24 * 60;

/**
 * Whether so many slots do every job by its deadline D: boot + wait + attempts · longest ≤ D. What has waited is done before
 * the next day's jobs arrive, too, so that nothing piles up from day to day.
 */
export function keepsDeadline(day: JobDay, slots: number): boolean {
  const atOnce = day.bootMinutes + day.attemptsOfJob * day.longestMinutes;
  const withinDay = Math.min(day.deadlineMinutes, dayMinutes - day.arriveWithinMinutes);
  const mayWait = Math.max(0, withinDay - atOnce);
  return atOnce <= mustEndMinutes(day) + 1e-9 && waitMinutes(day, slots) <= mayWait + 1e-9;
}

/** How long a job may take that need not wait: its deadline, or the day after which its place is another's. */
export function mustEndMinutes({ deadlineMinutes }: Pick<JobDay, 'deadlineMinutes'>): number {
  return Math.min(deadlineMinutes, dayMinutes);
}

/** The fewest slots that do every job by its deadline; `null` where a job that need not wait misses it. */
export function leastSlots(day: JobDay): number | null {
  if (!keepsDeadline(day, day.attempts)) return null;
  let [tooFew, enough] = [0, day.attempts];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (keepsDeadline(day, middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** From the first arrival until the last slot is free: machines that hold the slots run at most that long a day. */
export function busyMinutes(day: JobDay, slots: number): number {
  const lastArrival = day.arriveWithinMinutes * (1 - 1 / day.attempts);
  return day.bootMinutes + lastArrival + waitMinutes(day, slots) + day.longestMinutes;
}

/**
 * The longest that a job waits for one of s slots, first come, first served, with J attempts of mean S and longest L, one
 * every g minutes. None waits where s·g ≥ L, or s ≥ J. Else jobs of equal length go in waves of s, each S − s·g later than its
 * arrival than the one before: (⌈J/s⌉ − 1)·(S − s·g). Where they differ, all slots are busy while the last one waits, so that the J − 1
 * others bound it, (J − 1)·(S/s − g) (R. L. Graham, 1969), and what was running when the queue began: L more unless all
 * arrive at once. Long ones are taken to be mixed among the others.
 */
function waitMinutes(day: JobDay, slots: number): number {
  const { attempts, meanMinutes, longestMinutes, arriveWithinMinutes } = day;
  const gap = arriveWithinMinutes / attempts;
  if (slots >= attempts || slots * gap >= longestMinutes) return 0;
  if (longestMinutes === meanMinutes) return (Math.ceil(attempts / slots) - 1) * (meanMinutes - slots * gap);
  const running = gap > 0 ? longestMinutes : 0;
  return running + (attempts - 1) * Math.max(0, meanMinutes / slots - gap);
}
