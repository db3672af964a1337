import type { SizedDatabase } from '../core/records/index.ts';
import { countText, numberText, shareText } from './quantity-text.ts';

const bindingText = { cpu: 'CPU', memory: 'memory', connections: 'connections' } as const;

/** The database behind an option's tasks in words, a sentence a line. */
export function databaseText(database: SizedDatabase): string {
  const { instances, size, engine, storageGb, utilisation, connections, binding, runnerUp, notes } = database;
  const count = instances > 1 ? `${countText(instances)} × ` : '';
  const open = connections.open === null ? 'not stated how many' : countText(connections.open);
  const next = runnerUp === null ? '' : `, ${bindingText[runnerUp]} would next`;
  return [
    `${count}${size}, ${engine}, ${numberText(storageGb)} GB`,
    `${shareText(utilisation)} of the writer's CPU; ${open} of ${countText(connections.most)} connections`,
    `${bindingText[binding]} decides its size${next}`,
    ...notes,
  ].join('\n');
}
