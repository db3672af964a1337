import { minutesPerWeek } from './minute-loads.ts';

/** One task as the scaling policy sees it. */
export interface Task {
  /** Cores that it can use, c, and those that it uses when idle, U0. */
  readonly cores: number;
  readonly idleCores: number;
  /** CPU seconds a request, D. */
  readonly cpuSecPerRequest: number;
  /** The utilisation ρ* up to which the latency objective holds. */
  readonly safeUtilisation: number;
  readonly startLagMinutes: number;
}

/** A target tracking policy on CPU. */
export interface Policy {
  /** The target value, 0–1. */
  readonly target: number;
  readonly minTasks: number;
  readonly maxTasks: number;
}

/** What a week under a policy is like. */
export interface ScaledWeek {
  /** Tasks that serve, in each minute. */
  readonly tasks: Uint16Array;
  /** At each number of tasks, those that start included: the minutes in which that many are paid. */
  readonly paidMinutes: Uint32Array;
  readonly meanTasks: number;
  readonly mostTasks: number;
  /** Minutes in which the load is above what is safe with `spare` tasks less, or requests wait for their turn. */
  readonly riskMinutes: number;
}

const breachesToGrow = 3;
const breachesToShrink = 15;
/** Share of the target below which the alarm that shrinks goes off. */
const shrinkBelow = 0.9;
const shrinkCooldownMinutes = 5;
/** Requests wait at most this long before their clients give up. */
const patienceMinutes = 1;

/**
 * A week under target tracking as it really acts: the metric is clipped at 100 %, three minutes above the target let the
 * desired count grow to ⌈n·U/target⌉ (at most 1/target times a round), new tasks serve after the start lag, fifteen
 * minutes below 0.9 · target let it shrink, one step in five minutes; what is not served waits. `loads` are requests a
 * second by minute; `spareOf` tells how many of n tasks the objective must do without. A week of more than
 * `mostRiskMinutes` is left where it passes them.
 */
export function scaleWeek(
  loads: Float64Array,
  task: Task,
  policy: Policy,
  spareOf: (tasks: number) => number,
  mostRiskMinutes = Infinity,
): ScaledWeek {
  const { cores, idleCores, cpuSecPerRequest, safeUtilisation, startLagMinutes } = task;
  const { target, minTasks, maxTasks } = policy;
  const tasks = new Uint16Array(minutesPerWeek);
  const starting = new Uint16Array(minutesPerWeek + startLagMinutes + 1);
  const paidMinutes = new Uint32Array(maxTasks + 1);
  let running = Math.min(maxTasks, Math.max(minTasks, Math.ceil(coresOf(0) / (target * cores))));
  let pending = 0;
  let backlogSec = 0;
  let high = 0;
  let low = 0;
  let lastShrink = -shrinkCooldownMinutes;
  let riskMinutes = 0;
  let [sum, mostTasks] = [0, 0];

  function coresOf(minute: number): number {
    return (loads[minute] ?? 0) * cpuSecPerRequest;
  }

  for (let minute = 0; minute < minutesPerWeek && riskMinutes <= mostRiskMinutes; minute++) {
    const started = starting[minute] ?? 0;
    running += started;
    pending -= started;
    const wanted = coresOf(minute) * 60 + backlogSec;
    const room = running * (cores - idleCores) * 60;
    const served = Math.min(wanted, room);
    backlogSec = Math.min(wanted - served, room * patienceMinutes);
    const used = Math.min(1, (served / 60 + running * idleCores) / (running * cores));
    const safeCores = (running - spareOf(running)) * (cores * safeUtilisation - idleCores);
    if (backlogSec > 0 || coresOf(minute) > safeCores) riskMinutes++;
    tasks[minute] = running;
    sum += running;
    mostTasks = Math.max(mostTasks, running);
    paidMinutes[running + pending] = (paidMinutes[running + pending] ?? 0) + 1;

    high = used > target ? high + 1 : 0;
    low = used < target * shrinkBelow ? low + 1 : 0;
    const desired = Math.min(maxTasks, Math.max(minTasks, Math.ceil((running * used) / target - 1e-9)));
    if (high >= breachesToGrow && desired > running + pending) {
      const more = desired - running - pending;
      pending += more;
      starting[minute + startLagMinutes] = (starting[minute + startLagMinutes] ?? 0) + more;
    } else if (low >= breachesToShrink && pending === 0 && desired < running) {
      if (minute - lastShrink >= shrinkCooldownMinutes) {
        running = desired;
        lastShrink = minute;
      }
    }
  }
  return { tasks, paidMinutes, meanTasks: sum / minutesPerWeek, mostTasks, riskMinutes };
}
