import type { Estimate } from '../core/records/index.ts';
import { describeEstimate, type EstimateText } from './estimate-text.ts';
import { type Paint, plainPaint } from './paint.ts';
import { alignColumns, oneLine, wrap } from './text-layout.ts';

/** The estimate for a terminal, at most 80 columns wide: the answer, what to beware of, the options, what they rest on. */
export function renderEstimateTerminal(estimate: Estimate, paint: Paint = plainPaint): string {
  const text = describeEstimate(estimate);
  const blocks = [
    [paint.bold(oneLine(text.title)), ...wrap(text.scope, 2)],
    wrap(text.answer, 2).map((line) => paint.green(line)),
    text.warnings.flatMap((warning) => wrap(`! ${oneLine(warning)}`, 2, 2)).map((line) => paint.yellow(line)),
    optionLines(text, paint),
    billLines(text),
    ['Rests on', ...text.facts.flatMap(factLines)],
    ['Assumed', ...listLines(text.assumptions)],
    ['Prices (their sources: --json)', ...listLines(text.prices.map(({ price }) => price))],
    text.rejected.length > 0 ? ['Not possible', ...listLines(text.rejected)] : [],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** A row an option; what is particular about it stands below as a note with a letter. */
function optionLines({ options, beaten }: EstimateText, paint: Paint): string[] {
  const several = new Set(options.map(({ platform }) => platform)).size > 1;
  const remarks = [...new Set(options.flatMap((option) => option.remarks))];
  const letterOf = (remark: string) => String.fromCodePoint(97 + remarks.indexOf(remark));
  const rows = options.map((option) => [
    option.tasks,
    ...(several ? [option.platform] : []),
    option.size,
    option.architecture,
    option.utilisation,
    option.binding,
    option.month,
    option.remarks.map(letterOf).sort().join(' '),
  ]);
  const head = ['Tasks', ...(several ? ['Platform'] : []), 'Size', '', 'CPU', 'Binds', 'A month', ''];
  const [first = '', ...lines] = alignColumns(
    [head, ...rows],
    ['left', ...(several ? (['left'] as const) : []), 'left', 'left', 'right', 'left', 'left', 'left'],
  );
  const marked = lines.map((line, index) => (options[index]?.isChosen ? `  → ${line.slice(4)}` : line));
  const notes = remarks.flatMap((remark) => wrap(`${letterOf(remark)}  ${remark}`, 4, 3));
  const more = beaten > 0 ? [`    ${beaten} sizes that cost more without less utilisation: see --json`] : [];
  return [paint.dim(first), ...marked, ...[...notes, ...more].map((line) => paint.dim(line))];
}

function billLines({ bill }: EstimateText): string[] {
  if (bill.length === 0) return [];
  const rows = bill.map(({ text, quantity, usd, share }) => [text, quantity, usd, share]);
  return ['A month', ...alignColumns(rows, ['left', 'right', 'right', 'right'])];
}

function factLines([name, text]: readonly [string, string]): string[] {
  const indent = 15;
  const [first = '', ...others] = text.split('\n').flatMap((line) => wrap(oneLine(line), indent));
  return [`  ${name.padEnd(indent - 2)}${first.trimStart()}`, ...others];
}

function listLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => wrap(`- ${oneLine(line)}`, 2, 2));
}
