import type { CommandLog, RunResult } from '../core/records/index.ts';
import { countText, plural } from './quantity-text.ts';

const namedAtMost = 3;

/** What a reader should know beside the two judgements, a sentence each; mostly nothing. */
export function noticesOf({ commands, guardRefusals, exceptions }: RunResult): string[] {
  const failed = commands.filter(({ stage, exitCode }) => stage === 'cleanup' && exitCode !== 0);
  return [
    ...failed.map(cleanupNotice),
    ...(exceptions.length > 0 ? [exceptionNotice(exceptions)] : []),
    ...(guardRefusals.length > 0 ? [refusalNotice(guardRefusals)] : []),
  ];
}

function cleanupNotice({ command, exitCode }: CommandLog): string {
  const how = exitCode === null ? 'did not come to its end' : `failed with exit code ${exitCode}`;
  return `The cleanup ${how}, so something may have been left behind: ${command}`;
}

function refusalNotice(refusals: RunResult['guardRefusals']): string {
  const attempts = plural(totalOf(refusals), 'attempt');
  return `The guard refused ${attempts} to reach an address that it does not allow: ${theMost(refusals)}`;
}

function exceptionNotice(exceptions: RunResult['exceptions']): string {
  const thrown = exceptions.map(({ message, place, count }) => ({
    name: place === null ? message : `${message} (${place})`,
    count,
  }));
  return `${plural(totalOf(thrown), 'iteration')} threw: ${theMost(thrown)}`;
}

interface Counted {
  readonly name: string;
  readonly count: number;
}

function totalOf(counted: readonly Counted[]): number {
  return counted.reduce((sum, { count }) => sum + count, 0);
}

/** The first few of them by name, the most frequent of which come first, and how many more there are. */
function theMost(counted: readonly Counted[]): string {
  const named = counted.slice(0, namedAtMost).map(({ name, count }) => `${name} × ${countText(count)}`);
  const others = counted.length - named.length;
  return `${named.join(', ')}${others > 0 ? `, and ${countText(others)} more` : ''}`;
}
