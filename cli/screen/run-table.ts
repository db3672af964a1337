import { msText } from '../../reports/quantity-text.ts';
import type { RunSummary } from '../../runner/store/run-store.ts';
import type { Paint } from './colour.ts';
import { renderTable } from './table.ts';

const head = ['run', 'scenario', 'started (UTC)', 'duration', 'verdict', 'validity', 'exit', 'tags'];

/** Runs as a table, one line each. */
export function runTable(runs: readonly RunSummary[], paint: Paint): string {
  return renderTable(head, runs.map(rowOf(paint)), paint);
}

function rowOf(paint: Paint) {
  return ({
    id,
    scenario,
    createdAt,
    verdict,
    validity,
    durationMs,
    exitCode,
    tags,
    unreadable,
  }: RunSummary) => [
    id,
    scenario,
    createdAt.slice(0, 16).replace('T', ' '),
    msText(durationMs),
    verdict === undefined
      ? paint.yellow(unreadable === undefined ? 'no result' : 'unreadable')
      : colour(verdict === 'pass', paint)(verdict),
    validity === undefined ? '' : colour(validity === 'valid', paint)(validity),
    exitCode === undefined ? '' : String(exitCode),
    tags.join(', '),
  ];
}

const colour = (isGood: boolean, { green, red }: Paint) => (isGood ? green : red);
