/** Lines of text are never longer than this. */
export const width = 80;

export type Alignment = 'left' | 'right';

/** Rows as lines with columns as wide as their widest cell, indented by four. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const widths = alignments.map((_, column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const cells = alignments.map((alignment, column) => {
      const cell = row[column] ?? '';
      const size = widths[column] ?? 0;
      return alignment === 'left' ? cell.padEnd(size) : cell.padStart(size);
    });
    return shorten(`    ${cells.join('  ')}`.trimEnd(), width);
  });
}

/** The text in lines of at most 80 columns, indented; all but the first by `hanging` more. */
export function wrap(text: string, indent: number, hanging = 0): string[] {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  for (const word of text.split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${' '.repeat(indent + hanging)}${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].map((part) => shorten(part, width));
}

export function shorten(text: string, size: number): string {
  return text.length <= size ? text : `${text.slice(0, size - 1)}…`;
}

/** Without control characters, so that a name from a script cannot steer the terminal. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
