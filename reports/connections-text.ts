import type { Connections, Estimate, SizingOption, TaskConnections } from '../core/records/index.ts';
import { bytesText, countText, msText, numberText } from './quantity-text.ts';

/** The design load: connections where these are sized, else requests with every digit of a whole number, which three would round. */
export function designLoadText({ workload: { requestsPerSec }, connections }: Estimate): string {
  if (connections) return `${countText(connections.open)} open connections`;
  return `${requestsPerSec >= 100 ? countText(requestsPerSec) : numberText(requestsPerSec)} requests/s`;
}

/** What a demand is of. */
export function workText({ connections }: Pick<Estimate, 'connections'>): string {
  return connections ? 'a message' : 'a request';
}

/** How many connections a task holds, and after a loss; empty where none are held. */
export function heldText({ connections }: SizingOption): string {
  if (!connections) return '';
  const { open, afterLoss } = connections;
  return `${countText(open)}${afterLoss === null ? '' : ` (${countText(afterLoss)} after a loss)`}`;
}

/** What connections cost, and what a task of the recommended option holds, a sentence a line; nothing where none are held. */
export function connectionFacts(
  { connections }: Pick<Estimate, 'connections'>,
  chosen: SizingOption | undefined,
): readonly (readonly [string, string])[] {
  if (!connections) return [];
  const lines = [
    costText(connections),
    ...(chosen?.connections ? taskLines(connections, chosen.connections) : []),
  ];
  return [['Connections', lines.join('\n')]];
}

function costText({
  cpuSecPerConnectionSecond,
  cpuSecPerConnect,
  bytesPerConnection,
  memoryBasis,
  highestOpen,
}: Connections): string {
  const cpu = (sec: number | null) => msText(1_000 * (sec ?? 0));
  return [
    `one takes ${bytesText(bytesPerConnection)} of memory (${memoryBasis})`,
    ...(cpuSecPerConnectionSecond === null ? [] : [`${cpu(cpuSecPerConnectionSecond)} of CPU a second`]),
    ...(cpuSecPerConnect === null ? [] : [`${cpu(cpuSecPerConnect)} for being made`]),
    ...(highestOpen === null ? [] : [`a server held up to ${countText(highestOpen)} in the run`]),
  ].join(', ');
}

function taskLines(
  { reconnectSeconds }: Connections,
  { open, afterLoss, reconnectsPerSec, most }: TaskConnections,
): string[] {
  const limit = most === null ? '' : ` of at most ${countText(most)}`;
  return [
    `a task holds ${countText(open)}${limit}${afterLoss === null ? '' : `, ${countText(afterLoss)} after the loss that is planned for`}`,
    ...(reconnectsPerSec === null
      ? []
      : [
          `those that are lost come back within ${numberText(reconnectSeconds)} s, ${numberText(reconnectsPerSec)} a second to each task that is left`,
        ]),
  ];
}
