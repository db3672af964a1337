/** A cell of a CSV text and where it begins; line and column count from 1, the column in characters. */
export interface CsvCell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** One row (RFC 4180). A text that a spreadsheet would run as a formula is quoted by an apostrophe. */
export function csvRow(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null | undefined): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = startsFormula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const startsFormula = /^'*[=+\-@\t\r]/;

/** Up to the next comma or line's end; in quotes anything, with a quote doubled. */
const cellShape = /"((?:[^"]|"")*)"(?=,|\r?\n|$)|([^,\r\n]*)/y;

/**
 * The rows of a CSV text (RFC 4180) with the place of each cell, without empty lines. Ends of line may be of either
 * kind; the apostrophe of `csvRow` is taken off.
 */
export function parseCsv(text: string): CsvCell[][] {
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let line = 1;
  let lineStart = 0;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length || row.length > 0) {
    cellShape.lastIndex = at;
    const [whole = '', quoted, plain = ''] = cellShape.exec(text) ?? [];
    row.push({
      text: withoutGuard(quoted?.replaceAll('""', '"') ?? plain),
      line,
      column: at - lineStart + 1,
    });
    at += whole.length;
    const breaks = [...whole.matchAll(/\n/g)];
    line += breaks.length;
    lineStart = breaks.length > 0 ? at - whole.length + (breaks.at(-1)?.index ?? 0) + 1 : lineStart;
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (row.length > 1 || whole !== '') rows.push(row);
    row = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
    lineStart = at;
  }
  return rows;
}

function withoutGuard(text: string): string {
  return text.startsWith("'") && startsFormula.test(text) ? text.slice(1) : text;
}
