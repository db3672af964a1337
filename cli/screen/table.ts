import Table from 'cli-table3';
import type { Paint } from './colour.ts';

const none = '';
const noBorders = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((part) => [part, none]),
  ),
);

/** Rows under a head as text without borders, the columns aligned. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const table = new Table({
    head: head.map((title) => paint.dim(title)),
    chars: { ...noBorders, middle: '  ', 'left-mid': none, 'mid-mid': none, 'right-mid': none },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
