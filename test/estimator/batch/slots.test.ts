import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyMinutes, type JobDay, keepsDeadline, leastSlots } from '../../../estimator/batch/slots.ts';

const day = (change: Partial<JobDay> = {}): JobDay => ({
  ...{ attempts: 100, meanMinutes: 10, longestMinutes: 10, arriveWithinMinutes: 0, deadlineMinutes: 60 },
  ...{ bootMinutes: 0, attemptsOfJob: 1 as const },
  ...change,
});

describe('the fewest slots', () => {
  it.each<[string, Partial<JobDay>, number | null]>([
    ['six waves of 10 minutes fit an hour: 100 / 6, rounded up', {}, 17],
    ['a part of a wave is none: 59 minutes hold five', { deadlineMinutes: 59 }, 20],
    ['a deadline of one job has all of them at once', { deadlineMinutes: 10 }, 100],
    ['none is enough below that', { deadlineMinutes: 9.9 }, null],
    ['machines that come in 10 minutes leave five waves', { bootMinutes: 10 }, 20],
    ['a job that may fail keeps a wave free for its second attempt', { attemptsOfJob: 2 }, 20],
    ['a job that fails must have time for two', { attemptsOfJob: 2, deadlineMinutes: 19 }, null],
    [
      'one a minute: 10 at a time would never wait, 9 wait (12 - 1) · 1 minutes at last',
      { arriveWithinMinutes: 100, deadlineMinutes: 21 },
      9,
    ],
    [
      'arrivals all day long may not pile up from day to day',
      { arriveWithinMinutes: 1_440, attempts: 1_440 },
      10,
    ],
    ['longer jobs among them: 99 · 10 / s + 30 <= 60', { longestMinutes: 30 }, 33],
    [
      'a job that lasts until the next ones come has a slot of its own',
      { meanMinutes: 1_440, longestMinutes: 1_440, deadlineMinutes: 2_880 },
      100,
    ],
    [
      'none is enough for a longer one',
      { meanMinutes: 1_441, longestMinutes: 1_441, deadlineMinutes: 2_880 },
      null,
    ],
    ['more slots than jobs are of no use', { longestMinutes: 60 }, 100],
  ])('%s', (_, change, slots) => expect(leastSlots(day(change))).toBe(slots));

  const days = fc.record({
    attempts: fc.integer({ min: 1, max: 300 }),
    meanMinutes: fc.double({ min: 0.5, max: 60, noNaN: true }),
    longer: fc.constantFrom(1, 1, 1.5, 4),
    arriveWithinMinutes: fc.constantFrom(0, 30, 600, 1_440),
    deadlineMinutes: fc.double({ min: 1, max: 600, noNaN: true }),
    bootMinutes: fc.constantFrom(0, 3),
    attemptsOfJob: fc.constantFrom(1 as const, 2 as const),
  });
  const dayOf = ({ longer, ...rest }: typeof days extends fc.Arbitrary<infer T> ? T : never): JobDay => ({
    ...rest,
    longestMinutes: longer === 1 ? rest.meanMinutes : rest.meanMinutes * longer,
  });
  const countOf = (some: JobDay) => leastSlots(some) ?? Infinity;

  it('are enough, one fewer is not, and any more are', () => {
    fc.assert(
      fc.property(days, fc.nat({ max: 50 }), (drawn, more) => {
        const slots = leastSlots(dayOf(drawn));
        if (slots === null) return;
        expect(keepsDeadline(dayOf(drawn), slots + more)).toBe(true);
        if (slots > 1) expect(keepsDeadline(dayOf(drawn), slots - 1)).toBe(false);
      }),
    );
  });

  it('never become fewer with more jobs, longer ones, a tighter deadline or slower machines', () => {
    fc.assert(
      fc.property(days, (drawn) => {
        const some = dayOf(drawn);
        const least = countOf(some);
        expect(countOf({ ...some, attempts: some.attempts + 7 })).toBeGreaterThanOrEqual(least);
        expect(countOf({ ...some, deadlineMinutes: some.deadlineMinutes * 0.8 })).toBeGreaterThanOrEqual(
          least,
        );
        expect(countOf({ ...some, bootMinutes: some.bootMinutes + 5 })).toBeGreaterThanOrEqual(least);
        const longer = { meanMinutes: some.meanMinutes * 1.2, longestMinutes: some.longestMinutes * 1.2 };
        expect(countOf({ ...some, ...longer })).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  it('do equal jobs of a simulated queue in time, and one fewer does not', () => {
    fc.assert(
      fc.property(days, (drawn) => {
        const some = { ...dayOf({ ...drawn, longer: 1 }), bootMinutes: 0, attemptsOfJob: 1 as const };
        const slots = leastSlots(some);
        if (slots === null || some.arriveWithinMinutes + some.deadlineMinutes > 1_440) return;
        const equal = Array.from({ length: some.attempts }, () => some.meanMinutes);
        expect(latest(some, equal, slots).afterArrival).toBeLessThanOrEqual(some.deadlineMinutes + 1e-6);
        if (slots > 1)
          expect(latest(some, equal, slots - 1).afterArrival).toBeGreaterThan(some.deadlineMinutes - 1e-6);
      }),
    );
  });

  it('do jobs of any lengths in any order in time when all arrive at once', () => {
    const lengths = fc.array(fc.double({ min: 1, max: 40, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(lengths, fc.double({ min: 1, max: 10, noNaN: true }), (minutes, spare) => {
        const longestMinutes = Math.max(...minutes);
        const meanMinutes = minutes.reduce((sum, each) => sum + each, 0) / minutes.length;
        const deadlineMinutes = longestMinutes * spare;
        const some = day({ attempts: minutes.length, meanMinutes, longestMinutes, deadlineMinutes });
        const slots = leastSlots(some) ?? 0;
        const done = latest(some, minutes, slots);
        expect(done.afterArrival).toBeLessThanOrEqual(deadlineMinutes + 1e-6);
        expect(done.ofDay).toBeLessThanOrEqual(busyMinutes(some, slots) + 1e-6);
      }),
    );
  });

  it('do jobs of which any may fail once in time, where no more do than were counted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.nat({ max: 199 }), { maxLength: 60 }),
        fc.double({ min: 2, max: 20, noNaN: true }),
        (count, failing, spare) => {
          const failed = new Set(failing.filter((job) => job < count));
          const deadlineMinutes = 10 * spare;
          const some = day({ attempts: count + failed.size, attemptsOfJob: 2, deadlineMinutes });
          const waves = wavesOf(count, failed, leastSlots(some) ?? 0);
          expect(waves * 10).toBeLessThanOrEqual(deadlineMinutes + 1e-6);
        },
      ),
    );
  });

  it('do mixed jobs of different lengths in time where they arrive over a day', () => {
    const pattern = fc.array(fc.double({ min: 1, max: 40, noNaN: true }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        pattern,
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.constantFrom(30, 300, 900),
        (lengths, times, spare, arriveWithinMinutes) => {
          const minutes = Array.from({ length: times }, () => lengths).flat();
          const longestMinutes = Math.max(...lengths);
          const meanMinutes = lengths.reduce((sum, each) => sum + each, 0) / lengths.length;
          const deadlineMinutes = longestMinutes * spare;
          const spread = { arriveWithinMinutes, deadlineMinutes };
          const some = day({ attempts: minutes.length, meanMinutes, longestMinutes, ...spread });
          const done = latest(some, minutes, leastSlots(some) ?? 0);
          expect(done.afterArrival).toBeLessThanOrEqual(deadlineMinutes + 1e-6);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

it('machines run from the first arrival until the last job is done', () => {
  expect(busyMinutes(day(), 17)).toBe(60);
  expect(busyMinutes(day({ bootMinutes: 3 }), 50)).toBe(23);
  expect(busyMinutes(day({ arriveWithinMinutes: 100 }), 10)).toBe(109);
});

/** Waves in which equal jobs are done that arrive at once; one that fails the first time joins the end of the queue. */
function wavesOf(count: number, failing: ReadonlySet<number>, slots: number): number {
  const queue = Array.from({ length: count }, (_, job) => ({ job, fails: failing.has(job) }));
  let waves = 0;
  for (; queue.length > 0; waves++) {
    const running = queue.splice(0, slots);
    queue.push(...running.filter(({ fails }) => fails).map(({ job }) => ({ job, fails: false })));
  }
  return waves;
}

/** A queue served first come, first served: when its last job ends, and the longest from arrival to end. */
function latest(
  { arriveWithinMinutes, attempts }: JobDay,
  minutes: readonly number[],
  slots: number,
): { readonly ofDay: number; readonly afterArrival: number } {
  const free = new Array<number>(slots).fill(0);
  const ends = minutes.map((each, i) => {
    const arrival = (i * arriveWithinMinutes) / attempts;
    const slot = free.indexOf(Math.min(...free));
    const end = Math.max(arrival, free[slot] ?? 0) + each;
    free[slot] = end;
    return { end, afterArrival: end - arrival };
  });
  return {
    ofDay: Math.max(...ends.map(({ end }) => end)),
    afterArrival: Math.max(...ends.map(({ afterArrival }) => afterArrival)),
  };
}
