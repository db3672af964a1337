import type { Extrapolation, SizingOption } from '../../core/records/index.ts';
import type { Offer } from '../platforms/platform.ts';
import { extrapolationOf } from '../sizing/demand-bounds.ts';
import { sparedTasks } from '../sizing/redundancy.ts';
import type { Site } from '../sizing/site.ts';

/** Connections that a task may hold: as stated, and no more than it may have open files; `null` where nobody says. */
function mostPerTask({ connections }: Site, { openFiles }: Offer): number | null {
  const most = Math.min(connections?.mostPerTask ?? Infinity, openFiles ?? Infinity);
  return most === Infinity ? null : most;
}

/** Tasks that hold the open connections, ⌈N/limit⌉; `null` where none are to be held, or a task has no limit. */
export function tasksForConnections(site: Site, offer: Offer): number | null {
  const most = mostPerTask(site, offer);
  return site.connections && most !== null ? Math.ceil(site.connections.open / most) : null;
}

/** How what one of so many tasks is to hold relates to the most that one server held; nothing where CPU is stated. */
export function heldExtrapolation({ connections }: Site, tasks: number): readonly Extrapolation[] {
  if (!connections || connections.highestOpen === null || connections.basis === 'stated') return [];
  return [extrapolationOf(connections.open / tasks, connections.highestOpen)];
}

/** What one of the running tasks holds, now and after the loss that the redundancy allows for. */
export function taskConnectionsOf(
  site: Site,
  offer: Offer,
  running: number,
): Pick<SizingOption, 'connections'> {
  const { connections, deployment } = site;
  if (!connections) return {};
  const { open, reconnectSeconds } = connections;
  const lost = sparedTasks(running, deployment);
  const left = running - lost;
  const isPlanned = lost > 0 && left > 0;
  return {
    connections: {
      open: open / running,
      afterLoss: isPlanned ? open / left : null,
      reconnectsPerSec: isPlanned ? (open * lost) / running / left / reconnectSeconds : null,
      most: mostPerTask(site, offer),
    },
  };
}
