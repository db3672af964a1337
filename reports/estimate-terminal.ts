import type { Estimate } from '../core/records/index.ts';
import type { AnswerText } from './answer-text.ts';
import { currentCells, currentHeads, describeCurrent } from './current-text.ts';
import { describeEstimate, type EstimateText, type OptionText } from './estimate-text.ts';
import { type Paint, plainPaint } from './paint.ts';
import { remarkLetters } from './remark-letters.ts';
import { alignColumns, oneLine, wrap } from './text-layout.ts';

/** The estimate for a terminal, at most 80 columns wide: the answer, what to beware of, the options, what they rest on. */
export function renderEstimateTerminal(estimate: Estimate, paint: Paint = plainPaint): string {
  const text = describeEstimate(estimate);
  return layOutAnswer(text, [optionLines(text, paint), currentLines(estimate)], paint);
}

/** Any estimate for a terminal; `tables` are its options in lines. */
export function layOutAnswer(text: AnswerText, tables: readonly (readonly string[])[], paint: Paint): string {
  const blocks = [
    [paint.bold(oneLine(text.title)), ...wrap(text.scope, 2)],
    wrap(text.answer, 2).map((line) => paint.green(line)),
    text.warnings.flatMap((warning) => wrap(`! ${oneLine(warning)}`, 2, 2)).map((line) => paint.yellow(line)),
    ...tables,
    billLines(text),
    tornadoLines(text),
    ['Rests on', ...text.facts.flatMap(factLines)],
    ['Assumed', ...listLines(text.assumptions)],
    priceLines(text),
    text.rejected.length > 0 ? ['Not possible', ...listLines(text.rejected)] : [],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly of: (option: OptionText) => string;
}

const scaledColumn: Column = { head: 'Scaled', align: 'right', of: ({ scaled }) => scaled };

const bindsColumn: Column = { head: 'Binds', align: 'left', of: ({ binding }) => binding };
const monthColumn: Column = { head: 'Constant', align: 'left', of: ({ month }) => month };
const plainMonthColumn: Column = {
  head: 'Constant',
  align: 'right',
  of: ({ month }) => month.replace(/ \(.*/, ''),
};

/** One platform: its sizes with the bounds of count and price. */
const sizeColumns: readonly Column[] = [
  { head: 'Tasks', align: 'left', of: ({ tasks }) => tasks },
  { head: 'Size', align: 'left', of: ({ size }) => size },
  { head: '', align: 'left', of: ({ architecture }) => architecture },
  { head: 'CPU', align: 'right', of: ({ utilisation }) => utilisation },
];

/** Several platforms beside each other; bounds and remarks stand in the other formats. */
const comparedColumns: readonly Column[] = [
  { head: 'Tasks', align: 'right', of: ({ tasks }) => tasks.replace(/ \(.*/, '') },
  { head: 'Platform', align: 'left', of: ({ platform }) => platform },
  { head: '', align: 'left', of: ({ architecture }) => architecture },
  scaledColumn,
  plainMonthColumn,
  { head: 'Size', align: 'left', of: ({ size }) => size },
];

/** A row an option; what is particular about it stands below as a note with a letter. */
function optionLines({ options, leftOut }: EstimateText, paint: Paint): string[] {
  const second = options.some(({ scaled }) => scaled !== '') ? scaledColumn : bindsColumn;
  const several = new Set(options.map(({ platform }) => platform)).size > 1;
  const { notes, lettersOf } = remarkLetters(options);
  const letters: Column = {
    head: '',
    align: 'left',
    of: lettersOf,
  };
  const compared = comparedColumns.filter((column) => column !== scaledColumn || second === scaledColumn);
  const [first = '', ...lines] = firstThatFits(
    several
      ? [compared]
      : [
          [...sizeColumns, second, monthColumn, letters],
          [...sizeColumns, second, plainMonthColumn, letters],
          [...sizeColumns, plainMonthColumn, letters],
        ],
    options,
  );
  const marked = lines.map((line, index) => (options[index]?.isChosen ? `  → ${line.slice(4)}` : line));
  const told = (several ? [] : notes).flatMap(({ letter, remark }) => wrap(`${letter}  ${remark}`, 4, 3));
  const more = leftOut === '' ? [] : [`    ${leftOut}: see --json`];
  return [paint.dim(first), ...marked, ...[...told, ...more].map((line) => paint.dim(line))];
}

/** The options in the first of the tables that is not cut off at the terminal's width, else in the last. */
function firstThatFits(
  tables: readonly (readonly Column[])[],
  options: readonly OptionText[],
): readonly string[] {
  const laidOut = tables.map((columns) =>
    alignColumns(
      [columns.map(({ head }) => head), ...options.map((option) => columns.map(({ of }) => of(option)))],
      columns.map(({ align }) => align),
    ),
  );
  return laidOut.find((lines) => !lines.some((line) => line.endsWith('…'))) ?? laidOut.at(-1) ?? [];
}

function currentLines(estimate: Estimate): string[] {
  const compared = describeCurrent(estimate);
  if (!compared) return [];
  const rows = compared.rows.map(currentCells);
  return [
    'Current and proposed, at the design load',
    ...alignColumns([currentHeads, ...rows], ['left', 'right', 'right', 'right', 'right', 'left']),
    ...wrap(compared.note, 4),
  ];
}

function billLines({ bill }: AnswerText): string[] {
  if (bill.length === 0) return [];
  const rows = bill.map(({ text, quantity, usd, share }) => [text, quantity, usd, share]);
  return ['A month', ...alignColumns(rows, ['left', 'right', 'right', 'right'])];
}

function tornadoLines({ tornado }: AnswerText): string[] {
  if (tornado.length === 0) return [];
  const rows = tornado.map(({ input, low, high }) => [input, `${low} to ${high}`]);
  return [
    'What moves the bill, from its tenth to its ninetieth percentile',
    ...alignColumns(rows, ['left', 'left']),
  ];
}

/** The prices behind the recommended option's bill. */
function priceLines({ prices }: AnswerText): string[] {
  const paid = prices.filter(({ isPaid }) => isPaid);
  if (paid.length === 0) return [];
  const others = prices.length - paid.length;
  return [
    `Prices (their sources${others > 0 ? `, and ${others} of the other options` : ''}: --json)`,
    ...listLines(paid.map(({ price }) => price)),
  ];
}

function factLines([name, text]: readonly [string, string]): string[] {
  const indent = 15;
  const [first = '', ...others] = text.split('\n').flatMap((line) => wrap(oneLine(line), indent));
  return [`  ${name.padEnd(indent - 2)}${first.trimStart()}`, ...others];
}

function listLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => wrap(`- ${oneLine(line)}`, 2, 2));
}
