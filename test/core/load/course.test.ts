import { describe, expect, it } from 'vitest';
import { dayOfWorkload, type Workload, workloadProblems } from '../../../core/load/index.ts';

const day: Workload = { dailyUsers: 1_000, sessionsPerUser: 2, requestsPerSession: 10 };
const shares = (first: number) => [first, ...Array<number>(23).fill((1 - first) / 23)];
const event = { weekday: 0, hour: 20, users: 10, withinSeconds: 60, requestsPerUser: 2 };

describe('the course of a week is refused', () => {
  it.each([
    [{ hourlyShares: [1] }, 'hourlyShares must have 24 numbers, got 1'],
    [{ hourlyShares: [...shares(0.2).slice(1), 0.3] }, 'hourlyShares must sum to 1, got 1.1'],
    [{ hourlyShares: [-0.1, 1.1, ...Array<number>(22).fill(0)] }, 'hourlyShares must be >= 0, got -0.1'],
    [{ weekdayFactors: [1, 1, 1, 1, 1, 1, 2] }, 'weekdayFactors must sum to 7, got 8'],
    [
      { hourlyShares: shares(0.2), peakHourShare: 0.1 },
      'peakHourShare must be the largest of hourlyShares = 0.2, or left out, got 0.1',
    ],
    [{ events: [{ ...event, weekday: 7 }] }, 'events[0].weekday must be 0 (Monday) to 6, got 7'],
    [{ events: [{ ...event, hour: 24 }] }, 'events[0].hour must be >= 0 and < 24, got 24'],
    [{ events: [{ ...event, users: Number.NaN }] }, 'events[0].users must be > 0, got NaN'],
  ])('%j', (change, problem) => {
    expect(workloadProblems({ ...day, ...change })).toEqual([problem]);
  });
});

it('a day has its requests with growth, and its busiest hour from the shares', () => {
  expect(dayOfWorkload({ ...day, growth: 0.5, hourlyShares: shares(0.2) })).toMatchObject({
    requestsPerDay: 30_000,
    peakHourShare: 0.2,
  });
  expect(dayOfWorkload({ concurrentUsers: 5 })).toBeUndefined();
});
