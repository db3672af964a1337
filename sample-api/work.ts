import { setTimeout as sleep } from 'node:timers/promises';
import type { Cpu } from './cpu.ts';
import { createDemand } from './demand.ts';
import { createFaults } from './faults.ts';
import { createLock } from './lock.ts';
import { createMemory } from './memory.ts';
import type { JourneyRoute } from './route-mix.ts';
import type { Settings } from './settings.ts';

/** What became of a request's work, and the CPU demand that it burned. */
interface WorkDone {
  readonly failed: boolean;
  readonly demandMs: number;
}

/**
 * What every journey request goes through before it is answered, holding memory all the time: perhaps a stall, the
 * lock, the CPU, the leak. Rejects when the signal is aborted, with nothing left held.
 */
export function createWork(
  settings: Settings,
  cpu: Cpu,
): (route: JourneyRoute, signal: AbortSignal) => Promise<WorkDone> {
  const memory = createMemory(settings.heldBytes, settings.leakBytes);
  const lock = settings.lockMs > 0 ? createLock(settings.lockMs, settings.lockSlots) : undefined;
  const nextDemandMs = createDemand(settings);
  const nextFault = createFaults(settings);

  return async (route, signal) => {
    const fault = nextFault();
    const demandMs = nextDemandMs(route);
    memory.hold();
    try {
      if (fault === 'stall') await sleep(settings.stallMs, undefined, { signal });
      await lock?.pass(signal);
      await cpu.burn(demandMs, signal);
      memory.leak();
      return { failed: fault === 'error', demandMs };
    } finally {
      memory.release();
    }
  };
}
