import type { Deployment } from '../deployment.ts';

type Redundancy = Pick<Deployment, 'redundancy' | 'zones'>;

/**
 * Tasks to run so that the needed ones are left (24). `n+1`: one may fail, or be replaced. `az-loss`: one of z zones
 * may, n·z/(z − 1) rounded up to the same number in each. `none`: none may. Never fewer than two but for `none`.
 */
export function withRedundancy(needed: number, { redundancy, zones }: Redundancy): number {
  if (redundancy === 'none') return needed;
  if (redundancy === 'n+1') return needed + 1;
  return Math.ceil(needed / (zones - 1) - 1e-9) * zones;
}

/** Of so many running tasks, those that the design load must do without. */
export function sparedTasks(running: number, { redundancy, zones }: Redundancy): number {
  if (redundancy === 'none') return 0;
  return redundancy === 'n+1' ? 1 : Math.ceil(running / zones);
}
