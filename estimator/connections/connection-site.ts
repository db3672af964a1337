import type { Connections, Demand, RunResult } from '../../core/records/index.ts';
import type { DemandOptions } from '../demand/measure-demand.ts';
import type { Deployment } from '../deployment.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { connectionDemand } from './connection-demand.ts';
import { messagesPerConnection } from './connection-load.ts';
import type { StatedConnections } from './stated-connections.ts';

/** What sizing takes of a service that holds connections, with messages where requests stand. */
export interface ConnectionSite {
  readonly demand: Demand;
  readonly evidence: Evidence;
  readonly deployment: Deployment;
  readonly connections: Connections;
}

/** Throws ESTIMATE_REFUSED where neither the run nor the statement says what a connection costs. */
export function connectionSite(
  stated: StatedConnections,
  { evidence, deployment }: Pick<ConnectionSite, 'evidence' | 'deployment'>,
  options: DemandOptions,
): ConnectionSite {
  const { open, messagesInPerSec, messagesOutPerSec, sessionSeconds, reconnectSeconds, mostPerTask } = stated;
  const { cost, demand, measurements } = connectionDemand(stated, evidence.measurements, options);
  const bytes = messageBytes(stated, evidence.results, deployment);
  return {
    demand,
    evidence: { ...evidence, measurements },
    deployment: ofMessages(stated, deployment, bytes),
    connections: {
      ...{ open, messagesInPerSec, messagesOutPerSec, sessionSeconds, reconnectSeconds },
      ...cost,
      ...bytes,
      mostPerTask: mostPerTask ?? null,
    },
  };
}

type MessageBytes = Pick<Connections, 'bytesIn' | 'bytesOut'>;

/** Of a message on the wire: as stated, else as the runs counted them, its other requests included. */
function messageBytes(
  stated: StatedConnections,
  results: readonly Pick<RunResult, 'metrics'>[],
  { responseBytes, requestBytes }: Deployment,
): MessageBytes {
  const sum = (metric: string) =>
    results.reduce(
      (all, { metrics: { [metric]: own } }) => all + (own?.type === 'counter' ? own.count : 0),
      0,
    );
  const counted = (bytes: string, messages: string) =>
    sum(messages) > 0 ? sum(bytes) / sum(messages) : null;
  return {
    bytesIn: stated.messageBytes ?? requestBytes ?? counted('data_sent', 'ws_msgs_sent'),
    bytesOut: stated.messageBytes ?? responseBytes ?? counted('data_received', 'ws_msgs_received'),
  };
}

/** The deployment of the mean message: what it weighs either way, and how many a connection carries in its time. */
function ofMessages(
  stated: StatedConnections,
  deployment: Deployment,
  { bytesIn, bytesOut }: MessageBytes,
): Deployment {
  const perConnection = messagesPerConnection(stated);
  const { messagesInPerSec, messagesOutPerSec, sessionSeconds } = stated;
  return {
    ...deployment,
    responseBytes: bytesOut === null ? undefined : (bytesOut * messagesOutPerSec) / perConnection,
    requestBytes: bytesIn === null ? undefined : (bytesIn * messagesInPerSec) / perConnection,
    requestsPerConnection: perConnection * sessionSeconds,
    secondsPerConnection: sessionSeconds,
  };
}
