import type { SizingOption } from '../../core/records/index.ts';
import type { Plan } from '../platforms/platform.ts';
import type { Site } from '../sizing/site.ts';
import { type BackEnd, type BackEndPlan, type Bound, connectionsOf, type Shortage } from './back-end.ts';

/** All that the tasks of a plan ask, with its lines of the bill. */
export interface BehindTasks
  extends Pick<SizingOption, 'database' | 'cache'>,
    Pick<BackEndPlan<unknown>, 'lines'> {}

/** What is behind a plan's tasks; a shortage where something does not hold their connections. */
export function behindTasks(
  { database, cache }: Pick<Site, 'database' | 'cache'>,
  plan: Pick<Plan, 'tasks' | 'unit'>,
): BehindTasks | Shortage {
  const databasePlan = planFor(database, plan);
  const cachePlan = planFor(cache, plan);
  if (isShortage(databasePlan)) return databasePlan;
  if (isShortage(cachePlan)) return cachePlan;
  const linesAt = (bound: Bound) => [
    ...(databasePlan?.lines[bound] ?? []),
    ...(cachePlan?.lines[bound] ?? []),
  ];
  return {
    database: databasePlan?.sized ?? null,
    cache: cachePlan?.sized ?? null,
    lines: { low: linesAt('low'), mid: linesAt('mid'), high: linesAt('high') },
  };
}

/** Whether nothing was enough. */
export function isShortage(found: object | null): found is Shortage {
  return found !== null && 'fix' in found;
}

function planFor<Stated extends { readonly connectionsPerTask?: number | undefined }, Demand, Sized>(
  backEnd: BackEnd<Stated, Demand, Sized> | null,
  plan: Pick<Plan, 'tasks' | 'unit'>,
): BackEndPlan<Sized> | Shortage | null {
  if (!backEnd) return null;
  return backEnd.size(connectionsOf(plan, backEnd.stated.connectionsPerTask));
}
