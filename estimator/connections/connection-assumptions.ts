import { formatBytes, formatCount, formatMs } from '../../core/quantity.ts';
import type { Connections } from '../../core/records/index.ts';
import type { Deployment } from '../deployment.ts';
import { capOf, serverKindOf } from '../safe-utilisation/caps.ts';
import type { Site } from '../sizing/site.ts';

const cpuText = (sec: number | null) => formatMs(1_000 * (sec ?? 0));

/** What the size of a service that holds connections rests on, a sentence each. */
export function connectionAssumptions(
  connections: Connections,
  { demand, deployment, cache }: Site,
): string[] {
  return [
    'a message, sent or received, stands where a request does',
    costAssumption(connections),
    reconnectAssumption(connections, deployment, capOf(serverKindOf(demand.parallelism)).utilisation),
    connections.mostPerTask === null
      ? 'open files limit the connections of a task on ECS Fargate, to 65535, and nothing does elsewhere: give connections.mostPerTask'
      : `a task holds at most ${connections.mostPerTask} connections, as stated`,
    bytesAssumption(connections),
    cache?.stated.pubSub
      ? 'connections are spread evenly over the tasks; what tasks tell each other of messages is the pub/sub of the cache'
      : 'connections are spread evenly over the tasks, and what tasks tell each other of messages is not included: give cache.pubSub, where that is the broker',
  ];
}

function costAssumption({
  basis,
  cpuSecPerMessage,
  cpuSecPerConnectionSecond,
  bytesPerConnection,
  memoryBasis,
}: Connections): string {
  const memory = `${formatBytes(bytesPerConnection)} of memory (${memoryBasis})`;
  const parts = `a message costs ${cpuText(cpuSecPerMessage)} of CPU, an open connection ${cpuText(cpuSecPerConnectionSecond)} a second`;
  if (basis === 'stated') return `${parts}, as stated and at any load; a connection takes ${memory}`;
  if (basis === 'told-apart') return `${parts}, told apart by the run's loads; a connection takes ${memory}`;
  return `a message costs what it did in the run, its part of an open connection and of making one included; a connection takes ${memory}`;
}

function reconnectAssumption(
  { cpuSecPerConnect, reconnectSeconds }: Connections,
  { redundancy }: Deployment,
  cap: number,
): string {
  if (redundancy === 'none') return 'no reconnections are planned for, since no loss is';
  if (cpuSecPerConnect === null)
    return 'what making a connection costs is not told apart, so that reconnections after a loss are not planned for: give connections.cpuSecPerConnect';
  const lost = redundancy === 'n+1' ? 'a task' : 'a zone';
  return `the connections of ${lost} that is lost are made again within ${formatCount(reconnectSeconds)} s, at ${cpuText(cpuSecPerConnect)} of CPU each, while tasks may be used to ${cap * 100} %`;
}

function bytesAssumption({ bytesIn, bytesOut }: Connections): string {
  if (bytesOut === null) return 'data to the internet is not included: the run did not count messages';
  const into = bytesIn === null ? 'not counted' : formatBytes(bytesIn);
  return `a message is ${into} to the service and ${formatBytes(bytesOut)} from it, on the wire and to the internet`;
}
