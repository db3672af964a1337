import { capOf, serverKindOf } from '../safe-utilisation/caps.ts';
import { sparedTasks, withRedundancy } from '../sizing/redundancy.ts';
import type { Site } from '../sizing/site.ts';

/**
 * Tasks n that must be left so that they make the connections of the lost ones again within w seconds, and serve all of them
 * meanwhile, at the most that a task of its kind may be used: λ·D + k·N·f/w ≤ n·(c·ρ − U0), with f the share of the tasks that
 * is lost, and k the CPU of making a connection. `null` where no loss is planned for, or nobody knows k; `undefined` where an
 * idle task is above ρ.
 */
export function tasksForReconnects(
  { connections, demand, deployment, requestsPerSec }: Site,
  cores: number,
  cpuSecPerMessage: number,
): number | null | undefined {
  if (!connections || connections.cpuSecPerConnect === null || deployment.redundancy === 'none') return null;
  const { open, cpuSecPerConnect, reconnectSeconds } = connections;
  const room = cores * capOf(serverKindOf(demand.parallelism)).utilisation - demand.idleCores;
  if (room <= 0) return undefined;
  const suffices = (needed: number) => {
    const running = withRedundancy(needed, deployment);
    const lost = sparedTasks(running, deployment);
    const reconnectsPerSec = (open * lost) / running / reconnectSeconds;
    const cpu = requestsPerSec * cpuSecPerMessage + reconnectsPerSec * cpuSecPerConnect;
    return cpu <= (running - lost) * room * (1 + 1e-9);
  };
  let most = 1;
  while (!suffices(most)) most *= 2;
  let [low, high] = [Math.floor(most / 2), most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}
