import { LoadtestError } from '../../core/errors.ts';
import type { Connections, Demand, Interval, Measurements } from '../../core/records/index.ts';
import { type DemandOptions, measureDemand } from '../demand/measure-demand.ts';
import { serverBins } from '../demand/server-bins.ts';
import { orRefusal, refusal } from '../refuse.ts';
import { messagesPerConnection } from './connection-load.ts';
import { type ConnectionWork, messageMeasurements } from './message-measurements.ts';
import { refuseOtherMix, requestsBeside } from './message-mix.ts';
import type { StatedConnections } from './stated-connections.ts';

/** What connections demand of a server: a message, with its part of the connections that it is sent over. */
export interface ConnectionDemand {
  readonly demand: Demand;
  /** Messages where requests stand. */
  readonly measurements: Measurements;
  readonly cost: Pick<
    Connections,
    | 'basis'
    | 'cpuSecPerMessage'
    | 'cpuSecPerConnectionSecond'
    | 'cpuSecPerConnect'
    | 'bytesPerConnection'
    | 'memoryBasis'
    | 'highestOpen'
  >;
}

/** What the CPU is told apart by, as far as the loads allow. */
const tried: readonly (readonly ConnectionWork[])[] = [
  ['message', 'connection', 'connect'],
  ['message', 'connection'],
];

/**
 * What a message and a connection cost one server, as stated, or as the run's connections show it. Throws ESTIMATE_REFUSED
 * where the run held none, or was of another mix of messages and connections that it does not tell apart, or where memory
 * does not rise with the connections.
 */
export function connectionDemand(
  stated: StatedConnections,
  measurements: Measurements,
  options: DemandOptions,
): ConnectionDemand {
  const held = messageMeasurements(measurements, []);
  const isHeld = held.bins.length > 0;
  if (!isHeld) {
    refuseUnstated(stated);
    refuseMeasuredBehind(options.behind);
  }
  const used = isHeld ? held : measurements;
  const { demand, ...cpu } = withStatedCpu(stated, used, options) ?? toldCpu(stated, measurements, options);
  const { memory, memoryBasis } = memoryOf(stated, demand.memory, isHeld);
  const shown = evidenceOf(demand, cpu.basis);
  const beside = cpu.basis === 'stated' ? [] : requestsBeside(measurements, held);
  const evidence = { ...shown, concerns: [...shown.concerns, ...beside] };
  return {
    demand: { ...demand, meanResponseMs: null, memory, evidence },
    measurements: used,
    cost: {
      ...cpu,
      cpuSecPerConnect: stated.cpuSecPerConnect ?? cpu.cpuSecPerConnect,
      bytesPerConnection: memory.bytesPerInFlight,
      memoryBasis,
      highestOpen: isHeld ? highestOpen(held, demand.resource) : null,
    },
  };
}

type Cpu = Pick<
  Connections,
  'basis' | 'cpuSecPerMessage' | 'cpuSecPerConnectionSecond' | 'cpuSecPerConnect'
> & { readonly demand: Demand };

/** CPU as stated, which holds at any load; idle server, threads and memory are still those of the run. */
function withStatedCpu(
  stated: StatedConnections,
  measurements: Measurements,
  options: DemandOptions,
): Cpu | null {
  const { open, cpuSecPerMessage, cpuSecPerConnectionSecond, cpuSecPerConnect = 0 } = stated;
  if (cpuSecPerMessage === undefined || cpuSecPerConnectionSecond === undefined) return null;
  const demand = measureDemand(measurements, options);
  const mid = perMessage(stated, {
    message: cpuSecPerMessage,
    connection: cpuSecPerConnectionSecond,
    connect: cpuSecPerConnect,
  });
  return {
    demand: {
      ...demand,
      cpuSecPerRequest: { low: mid, mid, high: mid },
      idleCores: Math.max(0, demand.idleCores),
      highestRequestsPerSec: open * messagesPerConnection(stated),
      // That of the run is of its requests, which cost something else.
      capacity: null,
      evidence: { ...demand.evidence, fit: null, byRequest: null, backTest: null, concerns: [] },
    },
    ...{ basis: 'stated', cpuSecPerMessage, cpuSecPerConnectionSecond, cpuSecPerConnect: null },
  };
}

/** CPU by regression on messages, connections and new connections, on as many of them as rise and fall by themselves. */
function toldCpu(stated: StatedConnections, measurements: Measurements, options: DemandOptions): Cpu {
  const mix = messageMeasurements(measurements, []);
  let pooledBecause: string | null = null;
  for (const work of tried) {
    const found = orRefusal(() => measureDemand(messageMeasurements(measurements, work), options));
    if (found instanceof LoadtestError) continue;
    const { byRequest } = found.evidence;
    if (byRequest) {
      refuseOtherMix(stated, mix, { isToldApart: true });
      return apartCpu(stated, found, byRequest);
    }
    pooledBecause = found.evidence.pooledBecause;
  }
  const demand = measureDemand(mix, options);
  refuseOtherMix(stated, mix, { isToldApart: false });
  return {
    demand: { ...demand, evidence: { ...demand.evidence, pooledBecause } },
    ...{ basis: 'mix', cpuSecPerMessage: null, cpuSecPerConnectionSecond: null, cpuSecPerConnect: null },
  };
}

function apartCpu(
  stated: StatedConnections,
  demand: Demand,
  { message, connection, connect }: Readonly<Record<string, Interval>>,
): Cpu {
  const at = (bound: keyof Interval) =>
    perMessage(stated, {
      message: message?.[bound] ?? 0,
      connection: connection?.[bound] ?? 0,
      connect: stated.cpuSecPerConnect ?? connect?.[bound] ?? 0,
    });
  return {
    demand: { ...demand, cpuSecPerRequest: { low: at('low'), mid: at('mid'), high: at('high') } },
    basis: 'told-apart',
    cpuSecPerMessage: message?.mid ?? 0,
    cpuSecPerConnectionSecond: connection?.mid ?? 0,
    cpuSecPerConnect: connect?.mid ?? null,
  };
}

/**
 * What else the loads show. Messages are sent when clients are told to, so that only more connections with the same messages
 * each, and no more messages in all, say of a bottleneck; no time between two messages is a response.
 */
function evidenceOf(
  { evidence, highestRequestsPerSec }: Demand,
  basis: Connections['basis'],
): Demand['evidence'] {
  const isPlateau = basis === 'mix' && evidence.hiddenBottleneck?.basis === 'plateau';
  const bottleneck = { hiddenBottleneck: null, provenPerSec: highestRequestsPerSec };
  return { ...evidence, scalability: null, ...(isPlateau ? {} : bottleneck) };
}

/**
 * CPU of a message with its part of its connection: (r·d + h + k/s)/r, with d for a message, h for a second of holding a
 * connection, k for making it, r messages of it a second, and s the seconds that it stays.
 */
function perMessage(
  stated: StatedConnections,
  { message, connection, connect }: Readonly<Record<ConnectionWork, number>>,
): number {
  return message + (connection + connect / stated.sessionSeconds) / messagesPerConnection(stated);
}

function memoryOf(stated: StatedConnections, measured: Demand['memory'], isHeld: boolean) {
  const { bytesPerConnection } = stated;
  const fitted = isHeld && measured?.basis === 'fit' ? measured : null;
  if (bytesPerConnection !== undefined) {
    const peakBytes = measured?.peakBytes ?? 0;
    const baseBytes = fitted?.baseBytes ?? peakBytes;
    const memory = { peakBytes, baseBytes, bytesPerInFlight: bytesPerConnection, basis: 'fit' } as const;
    return { memory, memoryBasis: 'stated' } as const;
  }
  if (fitted) return { memory: fitted, memoryBasis: 'measured' } as const;
  throw refusal(
    measured === null
      ? 'the memory of the server was not observed, so what a connection takes is not known'
      : 'the memory of the server does not rise with its open connections, so what one takes is not known',
    'hold more connections at each of several steps, or state connections.bytesPerConnection',
  );
}

function highestOpen(held: Measurements, resource: string): number {
  const bins = serverBins(held.bins, resource);
  return bins.reduce((most, { inFlight }) => Math.max(most, inFlight ?? 0), 0);
}

/** What requests cost a database is not what messages do. */
function refuseMeasuredBehind([name]: readonly string[] = []): void {
  if (name === undefined) return;
  throw refusal(
    `the run held no WebSocket connection in its clean seconds, so what a message costs "${name}" is not known`,
    'run a scenario that holds connections, or state the demand of database and cache: a message stands where a request does',
  );
}

function refuseUnstated({ cpuSecPerMessage, bytesPerConnection }: StatedConnections): void {
  if (cpuSecPerMessage !== undefined && bytesPerConnection !== undefined) return;
  throw refusal(
    'the run held no WebSocket connection in its clean seconds, so what one costs is not known',
    'run a scenario that holds connections at several steps, such as pubsub, or state connections.cpuSecPerMessage, cpuSecPerConnectionSecond and bytesPerConnection',
  );
}
