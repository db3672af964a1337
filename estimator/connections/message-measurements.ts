import type { DroppedBin, MeasurementBin, Measurements, Served } from '../../core/records/index.ts';

/** What the CPU of a service that holds connections goes into. */
export type ConnectionWork = 'message' | 'connection' | 'connect';

const notTimed = { concurrency: null, p50Ms: null, p95Ms: null, p99Ms: null, errors: null };

/**
 * The measurements with messages where requests stand, and open connections where requests in flight do: of the bins that
 * held some. `work` is what the CPU is to be told apart by.
 */
export function messageMeasurements(
  measurements: Measurements,
  work: readonly ConnectionWork[],
): Measurements {
  const inMessages = <T extends MeasurementBin | DroppedBin>(bins: readonly T[]): T[] =>
    bins.flatMap((bin) => {
      const held = bin.connections;
      if (held === undefined || held.open === 0) return [];
      const perSec: Readonly<Record<ConnectionWork, number>> = {
        message: held.sentPerSec + held.receivedPerSec,
        connection: held.open,
        connect: held.openedPerSec,
      };
      const served = (name: ConnectionWork): Served => ({ ...notTimed, throughputPerSec: perSec[name] });
      return [
        {
          ...bin,
          total: { ...served('message'), concurrency: held.open },
          requests: Object.fromEntries(work.map((name) => [name, served(name)])),
        },
      ];
    });
  return {
    ...measurements,
    bins: inMessages(measurements.bins),
    dropped: inMessages(measurements.dropped),
    steps: measurements.steps.map((step) => ({ ...step, duration: null })),
  };
}
