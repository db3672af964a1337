import { expect, it } from 'vitest';
import { studentT } from '../../../estimator/statistics/student-t.ts';

it.each([
  [1, 0.95, 6.3138],
  [2, 0.975, 4.3027],
  [3, 0.95, 2.3534],
  [8, 0.975, 2.306],
  [30, 0.95, 1.6973],
  [100, 0.975, 1.984],
])('the quantile of t with %i degrees at %f is %f', (degrees, quantile, value) => {
  expect(studentT(degrees, quantile)).toBeCloseTo(value, 3);
  expect(studentT(degrees, 1 - quantile)).toBeCloseTo(-value, 3);
});
