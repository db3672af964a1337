import type { Line } from '../cost/line.ts';
import type { Plan } from '../platforms/platform.ts';

export type Bound = 'low' | 'mid' | 'high';

/** One back end of a size, and its bill; the bounds are those of what a request costs it. */
export interface BackEndPlan<Sized> {
  readonly sized: Sized;
  readonly lines: Readonly<Record<Bound, readonly Line[]>>;
}

/** Why nothing is enough, and what to do about it. */
export interface Shortage {
  readonly reason: string;
  readonly fix: string;
}

/** The cheapest that holds so many connections, or why there is none. */
export type Sizer<Sized> = (connections: number | null) => BackEndPlan<Sized> | Shortage;

/** What the tasks ask: as it was stated, what requests demand of it, and its sizes. */
export interface BackEnd<Stated extends { readonly connectionsPerTask?: number | undefined }, Demand, Sized> {
  readonly stated: Stated;
  readonly demand: Demand;
  readonly size: Sizer<Sized>;
}

/** Connections that may be open of those that an engine takes; the rest is for whoever repairs something. */
export const connectionShare = 0.8;
/** Versions of the service that run beside each other while a new one is rolled out. */
const versions = 2;

/** Connections that the tasks of a plan hold at most; `null` where nobody states those of one. */
export function connectionsOf(
  { tasks, unit }: Pick<Plan, 'tasks' | 'unit'>,
  perTask: number | undefined,
): number | null {
  if (perTask === undefined) return null;
  return tasks.mid * perTask * (unit === 'concurrency' ? 1 : versions);
}
