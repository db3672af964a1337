import { describe, expect, it } from 'vitest';
import { weekOf } from '../../estimator/index.ts';
import { minuteLoads, minutesPerWeek } from '../../estimator/month/minute-loads.ts';
import { planMonths } from '../../estimator/month/plan-months.ts';
import { scaleWeek } from '../../estimator/month/target-tracking.ts';
import { makeSite, sized } from './site.ts';

const day = { requestsPerDay: 9e6, peakHourShare: 0.12, peakRatio: 1.5 };
const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, each) => sum + each, 0) / values.length;

describe('the minutes of a week', () => {
  it('keep the mean of the hours, never pass the peak ratio, and are the same at each call', () => {
    const loads = minuteLoads(weekOf(day));
    expect(mean(loads)).toBeGreaterThan(0.97 * (9e6 / 86_400));
    expect(mean(loads)).toBeLessThan(1.01 * (9e6 / 86_400));
    expect(Math.max(...loads)).toBeLessThanOrEqual(450 + 1e-9);
    expect(minuteLoads(weekOf(day))).toEqual(loads);
  });

  it('have an event on top, at its minute', () => {
    const event = { weekday: 1, hour: 3, users: 60_000, withinSeconds: 120, requestsPerUser: 2 };
    const calm = minuteLoads(weekOf(day));
    const loud = minuteLoads(weekOf({ ...day, events: [event] }));
    const at = 27 * 60;
    expect(
      [at - 1, at, at + 1, at + 2].map((minute) => Math.round((loud[minute] ?? 0) - (calm[minute] ?? 0))),
    ).toEqual([0, 1_000, 1_000, 0]);
  });
});

describe('target tracking', () => {
  const task = { cores: 1, idleCores: 0, cpuSecPerRequest: 0.01, safeUtilisation: 0.6, startLagMinutes: 2 };
  const policy = { target: 0.5, minTasks: 2, maxTasks: 200 };
  const none = () => 0;

  it('holds a constant load at its target, and pays for just that', () => {
    const week = scaleWeek(new Float64Array(minutesPerWeek).fill(400), task, policy, none);
    expect([week.mostTasks, week.meanTasks, week.riskMinutes]).toEqual([8, 8, 0]);
    expect(week.paidMinutes[8]).toBe(minutesPerWeek);
  });

  it('takes four rounds at a target of 50 % for ten times the load: the metric is clipped at 100 %', () => {
    const loads = Float64Array.from({ length: minutesPerWeek }, (_, minute) => (minute < 100 ? 200 : 2_000));
    const { tasks } = scaleWeek(loads, task, policy, none);
    const counts = [...new Set(tasks.subarray(0, 200))];
    // What has waited keeps the metric at 100 % for one round more.
    expect(counts).toEqual([4, 8, 16, 32, 64, 40]);
    const reached = tasks.indexOf(64) - 100;
    expect(reached).toBeGreaterThan(4 * task.startLagMinutes);
    expect(reached).toBeLessThan(30);
  });

  it('counts the minutes above the safe load, and those in which requests wait', () => {
    const loads = Float64Array.from({ length: minutesPerWeek }, (_, minute) =>
      minute === 500 ? 1_000 : 200,
    );
    expect(scaleWeek(loads, task, policy, none).riskMinutes).toBeGreaterThanOrEqual(2);
    expect(scaleWeek(loads, task, { ...policy, minTasks: 20 }, none).riskMinutes).toBe(0);
  });

  it('shrinks only after fifteen low minutes', () => {
    const loads = Float64Array.from({ length: minutesPerWeek }, (_, minute) => (minute < 100 ? 400 : 100));
    const { tasks } = scaleWeek(loads, task, policy, none);
    expect(tasks.subarray(100).findIndex((count) => count < 8)).toBe(15);
  });
});

describe('a month under a policy', () => {
  const site = { traffic: weekOf(day), utilisation: 0.75 };
  const planned = planMonths(makeSite(site), sized(site, 'ecs-fargate', 'lambda').candidates, undefined);

  it('keeps the plan in all but 0.1 % of the minutes, and no policy is cheaper than foresight', () => {
    const scaled = planned.flatMap(({ option }) => option.autoscaled ?? []);
    expect(scaled.length).toBeGreaterThan(0);
    for (const each of scaled) {
      expect(each.riskMinutesPerDay).toBeLessThanOrEqual(1.44);
      expect(each.usdPerMonth).toBeGreaterThanOrEqual(each.foresightUsdPerMonth * 0.98);
    }
  });

  it('has none where requests are what is paid', () => {
    const lambda = planned.find(({ option }) => option.platform === 'lambda' && option.pareto);
    expect(lambda?.option).toMatchObject({ autoscaled: null, uncertainty: { leastRegretTasks: null } });
  });

  it('costs no more than the constant count of the cheapest size', () => {
    const [cheapest] = planned.filter(({ option }) => option.platform === 'ecs-fargate');
    expect(cheapest?.option.autoscaled?.usdPerMonth).toBeLessThan(cheapest?.option.usdPerMonth.mid ?? 0);
  });
});
