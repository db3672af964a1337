import { formatCount } from '../../core/quantity.ts';
import type { EstimateInput } from '../estimate.ts';
import type { Traffic } from '../traffic/week.ts';
import type { UncertainLoad } from '../uncertainty/draws.ts';
import type { StatedConnections } from './stated-connections.ts';

/** Messages a second that one connection sends and gets, r. */
export function messagesPerConnection({
  messagesInPerSec,
  messagesOutPerSec,
}: Pick<StatedConnections, 'messagesInPerSec' | 'messagesOutPerSec'>): number {
  return messagesInPerSec + messagesOutPerSec;
}

/** The design load of connections in messages, λ = N·r, which stand where requests do; with its week and its range, where there are any. */
export function connectionLoad(
  stated: StatedConnections,
): Pick<EstimateInput, 'workload' | 'traffic' | 'uncertainLoad'> {
  const { open, openRange, hourlyOpen, messagesInPerSec, messagesOutPerSec } = stated;
  const { subscribersPerMessage, sessionSeconds } = stated;
  const perConnection = messagesPerConnection(stated);
  const requestsPerSec = open * perConnection;
  const out = formatCount(messagesOutPerSec);
  const fanOut = `${formatCount(messagesInPerSec)} messages/s in x ${formatCount(subscribersPerMessage ?? 0)} subscribers = ${out} out`;
  return {
    workload: {
      requestsPerSec,
      derivation: [
        ...(subscribersPerMessage === undefined ? [] : [fanOut]),
        `${formatCount(open)} open connections x (${formatCount(messagesInPerSec)} in + ${out} out) = ${formatCount(requestsPerSec)} messages/s`,
        `${formatCount(open)} open connections / ${formatCount(sessionSeconds)} s each = ${formatCount(open / sessionSeconds)} new connections/s`,
      ],
    },
    ...(hourlyOpen && { traffic: weekOf(requestsPerSec, hourlyOpen) }),
    ...(openRange && { uncertainLoad: rangeOf(open, perConnection, openRange) }),
  };
}

/** A week of days with the same course, whose busiest hour has all of the load. */
function weekOf(requestsPerSec: number, hourly: readonly number[]): Traffic {
  const busiest = Math.max(...hourly);
  const day = hourly.map((open) => (requestsPerSec * open) / busiest);
  const hourlyPerSec = Array.from({ length: 7 }, () => day).flat();
  return { hourlyPerSec, peakRatio: 1, events: [], basis: 'given' };
}

/** Connections as users who never think: each has one page in flight, which takes 1/r seconds. */
function rangeOf(
  open: number,
  perConnection: number,
  range: NonNullable<StatedConnections['openRange']>,
): UncertainLoad {
  return {
    workload: {
      ...{ concurrentUsers: open, pageSeconds: 1 / perConnection },
      ...{ thinkTimeSeconds: 0, requestsPerPage: 1 },
    },
    ranges: { concurrentUsers: range },
  };
}
