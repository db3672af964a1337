import type { Workload } from './workload.ts';

/** What is wrong with the course of day and week that a workload states, one sentence each, beginning with the field. */
export function courseProblems(workload: Workload): string[] {
  const { hourlyShares, weekdayFactors, peakHourShare, events = [] } = workload;
  return [
    ...(hourlyShares ? listProblem('hourlyShares', hourlyShares, 24, 1) : []),
    ...(weekdayFactors ? listProblem('weekdayFactors', weekdayFactors, 7, 7) : []),
    ...(hourlyShares && peakHourShare !== undefined ? peakProblem(hourlyShares, peakHourShare) : []),
    ...events.flatMap(({ weekday, hour, users, withinSeconds, requestsPerUser }, i) => {
      const isWhole = Number.isInteger(weekday) && weekday >= 0 && weekday <= 6;
      if (!isWhole) return [`events[${i}].weekday must be 0 (Monday) to 6, got ${weekday}`];
      if (!(hour >= 0 && hour < 24)) return [`events[${i}].hour must be >= 0 and < 24, got ${hour}`];
      const amounts = { users, withinSeconds, requestsPerUser };
      return Object.entries(amounts).flatMap(([name, value]) =>
        value > 0 && value < Infinity ? [] : [`events[${i}].${name} must be > 0, got ${value}`],
      );
    }),
  ];
}

const precision = 0.001;

function listProblem(field: string, values: readonly number[], count: number, sum: number): string[] {
  if (values.length !== count) return [`${field} must have ${count} numbers, got ${values.length}`];
  const negative = values.find((value) => !(value >= 0));
  if (negative !== undefined) return [`${field} must be >= 0, got ${negative}`];
  const total = values.reduce((all, value) => all + value, 0);
  if (Math.abs(total - sum) <= precision * sum) return [];
  return [`${field} must sum to ${sum}, got ${Number(total.toFixed(4))}`];
}

/** Two statements of the busiest hour must agree. */
function peakProblem(hourlyShares: readonly number[], peakHourShare: number): string[] {
  const busiest = Math.max(...hourlyShares);
  if (Math.abs(busiest - peakHourShare) <= 0.01 * busiest) return [];
  return [
    `peakHourShare must be the largest of hourlyShares = ${busiest}, or left out, got ${peakHourShare}`,
  ];
}
