import { type Content, html, type Markup } from './markup.ts';

/** A column of a table: its heading and what a row shows in it. The first column names the row. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Content;
  readonly isNumber?: boolean;
}

export function text<Row>(head: string, cell: Column<Row>['cell']): Column<Row> {
  return { head, cell };
}

export function number<Row>(head: string, cell: Column<Row>['cell']): Column<Row> {
  return { head, cell, isNumber: true };
}

interface TableOptions<Row> {
  /** What the table shows, for those who do not see it. */
  readonly label: string;
  readonly isChosen?: (row: Row) => boolean;
  /** Scrolls within a fixed height. */
  readonly isTall?: boolean;
  /** As narrow as its content. */
  readonly isCompact?: boolean;
}

/**
 * A table that scrolls on its own where the page is too narrow for it; a column that is empty in all rows is left
 * out, and a table without rows is nothing.
 */
export function table<Row>(
  rows: readonly Row[],
  allColumns: readonly Column<Row>[],
  options: TableOptions<Row>,
): Markup | null {
  if (rows.length === 0) return null;
  const columns = allColumns.filter(({ cell }) => rows.some((row) => isShown(cell(row))));
  const { label, isChosen, isTall, isCompact } = options;
  const heads = columns.map(
    ({ head, isNumber }) => html`<th scope="col"${isNumber && html` class="number"`}>${head}</th>`,
  );
  const cells = (row: Row) =>
    columns.map(({ cell, isNumber }, index) => {
      if (index === 0) return html`<th scope="row" class="name">${cell(row)}</th>`;
      return html`<td${isNumber && html` class="number"`}>${cell(row)}</td>`;
    });
  const body = rows.map((row) => html`<tr${isChosen?.(row) && html` class="chosen"`}>${cells(row)}</tr>\n`);
  return html`<div class="scroll${isTall && ' tall-table'}" role="region" tabindex="0" aria-label="${label}"><table${isCompact && html` class="compact"`}>
<thead><tr>${heads}</tr></thead>
<tbody>
${body}</tbody></table></div>`;
}

function isShown(content: Content): boolean {
  return content !== '' && content !== null && content !== undefined && content !== false;
}

/** Names and values; a pair without a value is left out. */
export function pairs(entries: readonly (readonly [string, Content])[]): Markup {
  const shown = entries.filter(([, value]) => isShown(value));
  return html`<dl class="pairs">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** A section with its heading; nothing if there is no content. */
export function section(title: string, ...content: readonly Content[]): Markup | null {
  return content.some(Boolean) ? html`<section><h2>${title}</h2>\n${content}</section>\n` : null;
}
