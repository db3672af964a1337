import type { ValueRange } from '../../core/load/index.ts';
import { refusal } from '../refuse.ts';
import { studentT } from '../statistics/student-t.ts';

/** How long jobs took that ran already. */
export interface MeasuredJobs {
  /** Their mean, and the interval that it lies in. */
  readonly minutes: ValueRange;
  readonly longestMinutes: number;
  /** How many they are. */
  readonly measuredJobs: number;
}

const fewest = 5;
const confidence = 0.9;

/**
 * What the durations of n measured jobs say of any: their mean m with the interval m ± t·s/√n of Student's t, and the longest.
 * Durations are skewed, so that the lower end is kept above 0 as m/(1 + t·s/(m·√n)). Throws ESTIMATE_REFUSED for fewer than five.
 */
export function measuredJobs(minutes: readonly number[]): MeasuredJobs {
  const count = minutes.length;
  if (count < fewest)
    throw refusal(
      `too few jobs were measured to tell their mean: ${count}`,
      `give those of at least ${fewest} jobs`,
    );
  const mid = minutes.reduce((sum, each) => sum + each, 0) / count;
  const variance = minutes.reduce((sum, each) => sum + (each - mid) ** 2, 0) / (count - 1);
  const half = studentT(count - 1, (1 + confidence) / 2) * Math.sqrt(variance / count);
  return {
    minutes: { low: mid / (1 + half / mid), mid, high: mid + half, confidence },
    longestMinutes: Math.max(
      mid,
      minutes.reduce((most, each) => Math.max(most, each), 0),
    ),
    measuredJobs: count,
  };
}
