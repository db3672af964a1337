import type { Interval } from '../../core/records/index.ts';
import type { Deployment } from '../deployment.ts';
import { withRedundancy } from '../sizing/redundancy.ts';
import type { Factors } from './draws.ts';
import { readTable, type Table } from './table.ts';

/** What a plan costs and needs, as the draws change it. */
export interface DrawnPlan {
  /** Tasks that CPU needs at the middle, before rounding: λ·D / (c·ρ − U0). */
  readonly cpuTasks: number;
  /** Tasks that other resources need at the middle; they follow the load alone. */
  readonly otherTasks: number;
  /** The most needed tasks that the plan carries with the redundancy asked for. */
  readonly carried: number;
  /** Whether hyperthreads and the platform's machine change its CPU: not where a request is what is paid. */
  readonly threadsPerCore: number;
  /** Factor of the CPU tasks by how long requests wait: from the highest to the lowest safe utilisation; its median is 1. */
  readonly wait: Interval;
  /** Widening of the measured interval past the measured load. */
  readonly widening: number;
  /** USD a month of the platform: by its tasks, or (scaled, or by the request) by the factor of the load and its demand. */
  readonly usd:
    | { readonly by: 'tasks'; readonly perTask: number; readonly fixed: number }
    | { readonly by: 'load'; readonly table: Table };
  /** USD a month of what is shared, by the factor of a month's requests. */
  readonly shared: Table;
  readonly redundancy: Pick<Deployment, 'redundancy' | 'zones'>;
}

/** A plan in each draw. */
export interface Outcome {
  readonly usdPerMonth: Float64Array;
  /** Tasks that the load needs, without redundancy. */
  readonly needed: Float64Array;
}

/** What each draw makes of a plan: its count follows the draw, as whoever runs it would resize it. */
export function simulatePlan(plan: DrawnPlan, factors: Factors): Outcome {
  const { cpuTasks, otherTasks, threadsPerCore, wait, widening, usd, shared, redundancy } = plan;
  const count = factors.peak.length;
  const usdPerMonth = new Float64Array(count);
  const needed = new Float64Array(count);
  for (let draw = 0; draw < count; draw++) {
    const peak = factors.peak[draw] ?? 1;
    const volume = factors.volume[draw] ?? 1;
    const threads = threadsPerCore > 1 ? (factors.hyperthread[draw] ?? 1) : 1;
    const waiting = between(wait, factors.wait[draw] ?? 0.5);
    const cpu = (factors.demand[draw] ?? 1) ** widening * (factors.hardware[draw] ?? 1) * threads * waiting;
    const tasks = Math.max(1, Math.ceil(Math.max(cpuTasks * peak * cpu, otherTasks * peak) - 1e-9));
    needed[draw] = tasks;
    const own =
      usd.by === 'tasks'
        ? usd.fixed + usd.perTask * withRedundancy(tasks, redundancy)
        : readTable(usd.table, volume * cpu);
    usdPerMonth[draw] = own + readTable(shared, volume);
  }
  return { usdPerMonth, needed };
}

/** On straight lines from the low end over the middle, at one half, to the high end. */
function between({ low, mid, high }: Interval, u: number): number {
  return u < 0.5 ? low + (mid - low) * 2 * u : mid + (high - mid) * (2 * u - 1);
}
