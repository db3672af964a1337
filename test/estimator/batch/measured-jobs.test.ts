import fc from 'fast-check';
import { expect, it } from 'vitest';
import { measuredJobs } from '../../../estimator/index.ts';

it("has the mean of five jobs with Student's interval: 4 + 2.1318 · 0.7071 / √5 at most", () => {
  const { minutes, longestMinutes, measuredJobs: count } = measuredJobs([3, 4, 5, 4, 4]);
  expect(minutes).toMatchObject({ mid: 4, confidence: 0.9 });
  expect(minutes.high).toBeCloseTo(4.6741, 4);
  expect(minutes.low).toBeCloseTo(3.4231, 3);
  expect([longestMinutes, count]).toEqual([5, 5]);
});

it('is refused for fewer than five', () => {
  expect(() => measuredJobs([1, 2, 3, 4])).toThrow('too few jobs were measured to tell their mean: 4');
});

it('has a range that draws can take, and a longest one that is not below the mean', () => {
  const durations = fc.array(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), {
    minLength: 5,
    maxLength: 50,
  });
  fc.assert(
    fc.property(durations, (drawn) => {
      const { minutes, longestMinutes } = measuredJobs(drawn);
      expect(minutes.low).toBeGreaterThan(0);
      expect(minutes.low).toBeLessThanOrEqual(minutes.mid);
      expect(minutes.high).toBeGreaterThanOrEqual(minutes.mid);
      expect(longestMinutes).toBeGreaterThanOrEqual(minutes.mid);
    }),
  );
});
