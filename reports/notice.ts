import type { CommandLog, RunResult } from '../core/records/index.ts';
import { countText, plural } from './quantity-text.ts';

const namedRefusals = 3;

/** What a reader should know beside the two judgements, a sentence each; mostly nothing. */
export function noticesOf({ commands, guardRefusals }: RunResult): string[] {
  const failed = commands.filter(({ stage, exitCode }) => stage === 'cleanup' && exitCode !== 0);
  return [...failed.map(cleanupNotice), ...(guardRefusals.length > 0 ? [refusalNotice(guardRefusals)] : [])];
}

function cleanupNotice({ command, exitCode }: CommandLog): string {
  const how = exitCode === null ? 'did not come to its end' : `failed with exit code ${exitCode}`;
  return `The cleanup ${how}, so something may have been left behind: ${command}`;
}

function refusalNotice(refusals: RunResult['guardRefusals']): string {
  const total = refusals.reduce((sum, { count }) => sum + count, 0);
  const named = refusals.slice(0, namedRefusals).map(({ name, count }) => `${name} × ${countText(count)}`);
  const others = refusals.length - named.length;
  const rest = others > 0 ? `, and ${countText(others)} more` : '';
  return `The guard refused ${plural(total, 'attempt')} to reach an address that it does not allow: ${named.join(', ')}${rest}`;
}
