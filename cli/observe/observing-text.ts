import { formatUsd } from '../../core/quantity.ts';
import type { Paint } from '../screen/colour.ts';
import type { ListedObservers } from './list-observers.ts';

/** What would be observed, for people. */
export function observingText({ observers }: ListedObservers, paint: Paint): string {
  if (observers.length === 0)
    return 'nothing is observed: name something under "observers" in the configuration';
  return observers
    .flatMap(({ type, resources, cost }) => [
      `${type}${cost ? paint.dim(` (${cost.metrics} metrics, ${formatUsd(cost.usd)} a reading)`) : ''}`,
      ...resources.flatMap(({ name, kind, series, absent, notes }) => {
        const width = Math.max(0, ...series.map(({ metric }) => metric.length)) + 2;
        return [
          `  ${name}${kind === undefined ? '' : paint.dim(`  ${kind}`)}`,
          ...(absent === undefined ? [] : [`    ${paint.red('missing')}  ${absent}`]),
          ...notes.map((note) => `    ${paint.yellow('note')}  ${note}`),
          ...series.map(({ metric, query }) => `    ${metric.padEnd(width)}${paint.dim(query)}`),
        ];
      }),
    ])
    .join('\n');
}
