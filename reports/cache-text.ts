import type { SizedCache } from '../core/records/index.ts';
import { countText, numberText, shareText } from './quantity-text.ts';

/** How many of the cheaper nodes are told of. */
const mostSmaller = 3;

/** The cache behind an option's tasks in words, a sentence a line. */
export function cacheText(cache: SizedCache): string {
  const { engine, size, shards, replicas, dataGb, utilisation, connections, smaller, notes } = cache;
  const nodes = shards * (1 + replicas);
  const count = nodes > 1 ? `${countText(nodes)} × ` : '';
  const parts = shards > 1 ? `, ${countText(shards)} shards` : '';
  const copies = replicas > 0 ? ` with ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}` : '';
  const works = engine === 'memcached' ? "a node's CPU" : "a node's engine thread";
  const open = connections.open === null ? 'not stated how many' : countText(connections.open);
  return [
    `${count}${size}, ${engine}, ${numberText(dataGb)} GB${parts}${copies}`,
    `${shareText(utilisation)} of ${works}; ${open} of ${countText(connections.most)} connections to a node`,
    bindingLine(cache),
    ...smaller.slice(0, mostSmaller).map((each) => `not ${each.size}: ${each.reason}`),
    ...notes,
  ].join('\n');
}

function bindingLine({ binding, runnerUp, shards, smaller }: SizedCache): string {
  const next = runnerUp === null ? '' : `, ${runnerUp} would next`;
  const isLeast = shards === 1 && smaller.length === 0;
  return isLeast
    ? `the cheapest node carries it; ${binding} is filled most`
    : `${binding} decides its size${next}`;
}
