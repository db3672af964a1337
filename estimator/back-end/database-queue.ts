import type { Queue } from '../queueing/wait.ts';
import type { Site } from '../sizing/site.ts';
import { serversOf } from '../sizing/task-count.ts';
import { isShortage } from './behind-tasks.ts';

/**
 * The queue in front of the stated database at the design load, which every request passes: its whole vCPUs are the servers, at
 * the utilisation that its cheapest size has there. `null` where none is stated.
 */
export function databaseQueue({ database }: Pick<Site, 'database'>): Queue | null {
  const plan = database?.size(null);
  if (!database || !plan || isShortage(plan)) return null;
  const { vcpu, utilisation } = plan.sized;
  const serviceSec = database.demand.cpuSecPerRequest.mid / Math.min(1, vcpu);
  return { servers: serversOf(vcpu), utilisation, serviceSec };
}
