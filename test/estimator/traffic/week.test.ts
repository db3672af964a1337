import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weekOf } from '../../../estimator/index.ts';
import { flatWeek, requestsPerMonth, sharesWithPeak } from '../../../estimator/traffic/week.ts';

describe('a week', () => {
  const day = { requestsPerDay: 9e6, peakHourShare: 0.12, peakRatio: 1.5 };

  it('of 9 million requests a day is 273.75 million a month, 300/s in the busiest hour', () => {
    const week = weekOf(day);
    expect(requestsPerMonth(week)).toBeCloseTo(273.75e6, 0);
    expect(Math.max(...week.hourlyPerSec)).toBeCloseTo(300, 9);
    expect(week).toMatchObject({ basis: 'typical', hourlyPerSec: { length: 168 } });
  });

  it('has its busy days and its events', () => {
    const weekend = weekOf({ ...day, weekdayFactors: [0.8, 0.8, 0.8, 0.8, 0.8, 1.5, 1.5] });
    expect(requestsPerMonth(weekend)).toBeCloseTo(273.75e6, 0);
    const event = { weekday: 2, hour: 20, users: 1e6, withinSeconds: 60, requestsPerUser: 3 };
    expect(requestsPerMonth(weekOf({ ...day, events: [event] }))).toBeCloseTo(
      273.75e6 + (3e6 * 730) / 168,
      0,
    );
  });

  it('of one load is that load at all times', () => {
    expect(requestsPerMonth(flatWeek(2))).toBe(2 * 3_600 * 730);
  });
});

it('the shares of a day keep its busiest hour, sum to 1, and none is larger', () => {
  fc.assert(
    fc.property(fc.double({ min: 1 / 24, max: 0.9, noNaN: true }), (peak) => {
      const shares = sharesWithPeak(peak);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(Math.max(...shares)).toBeCloseTo(peak, 9);
    }),
  );
});
