import type { Measurements } from '../../core/records/index.ts';
import { refusal } from '../refuse.ts';
import { messagesPerConnection } from './connection-load.ts';
import type { StatedConnections } from './stated-connections.ts';

/** How far the design may be from the mix that was run: as a share of the messages of a connection, and of those that go out. */
const mostApart = 0.1;

/**
 * Throws ESTIMATE_REFUSED where connections are to send and get messages at another rate, or in another proportion, than those of
 * the run did: what was measured is the cost of both together. Where they are told apart, the rate may be another one.
 */
export function refuseOtherMix(
  stated: StatedConnections,
  { bins }: Measurements,
  { isToldApart }: { readonly isToldApart: boolean },
): void {
  const sum = (of: (held: NonNullable<(typeof bins)[number]['connections']>) => number) =>
    bins.reduce((total, { connections }) => total + (connections ? of(connections) : 0), 0);
  const sent = sum(({ sentPerSec }) => sentPerSec);
  const received = sum(({ receivedPerSec }) => receivedPerSec);
  const measured = (sent + received) / sum(({ open }) => open);
  const asked = messagesPerConnection(stated);
  const tell =
    'run with the messages of the design, vary messages and connections apart from step to step, or state connections.cpuSecPerMessage and cpuSecPerConnectionSecond';
  if (!isToldApart && Math.abs(asked / measured - 1) > mostApart)
    throw refusal(
      `a connection of the run had ${measured.toPrecision(3)} messages a second, one of the design has ${asked.toPrecision(3)}, and the run does not tell the CPU of messages from that of connections`,
      tell,
    );
  const share = (of: number, all: number) => `${Math.round((100 * of) / all)} %`;
  if (Math.abs(stated.messagesOutPerSec / asked - received / (sent + received)) > mostApart)
    throw refusal(
      `${share(received, sent + received)} of the run's messages came from the service, ${share(stated.messagesOutPerSec, asked)} of the design's do, and they need not cost the same`,
      tell,
    );
}

/** Requests over HTTP that a run sent beside its messages are noticed from this share of them on. */
const noticeableRequests = 0.01;

/** What is not told apart from messages: the requests over HTTP of the bins that held connections. */
export function requestsBeside(measurements: Measurements, { bins }: Measurements): string[] {
  const held = measurements.bins.filter(({ connections }) => (connections?.open ?? 0) > 0);
  const sum = (of: readonly Measurements['bins'][number][]) =>
    of.reduce((total, bin) => total + bin.total.throughputPerSec * bin.durationMs, 0);
  const share = sum(held) / sum(bins);
  if (!(share > noticeableRequests)) return [];
  return [
    `the run sent ${share.toPrecision(2)} HTTP requests for each message: what they cost is part of what connections do`,
  ];
}
