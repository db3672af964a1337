import type { Estimate } from '../core/records/index.ts';
import type { Judgement } from './assessment.ts';
import type { ReportModel } from './model.ts';
import { countText, msText, quantityText, rateText, shareText, usdText } from './quantity-text.ts';
import { slowestRequests } from './slowest-requests.ts';

/** Colours as functions from text to text; `plainPaint` leaves it as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const same = (text: string) => text;

export const plainPaint: Paint = { bold: same, dim: same, red: same, green: same, yellow: same };

const width = 80;

/** The summary after a run, at most 80 columns wide: verdict and validity, the numbers, what binds, thresholds. */
export function renderTerminal(model: ReportModel, paint: Paint = plainPaint): string {
  const blocks = [
    judgementLines(model, paint),
    tileLines(model),
    serverLines(model),
    loadLines(model),
    thresholdLines(model, paint),
    requestLines(model, paint),
    model.estimate ? estimateLines(model.estimate) : [],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function judgementLines({ result, verdict, validity, meaning }: ReportModel, paint: Paint): string[] {
  const colour = { good: paint.green, neutral: same, caution: paint.yellow, bad: paint.red };
  const badge = ({ title, tone }: Judgement) => colour[tone](paint.bold(title.toUpperCase().padEnd(9)));
  const lines = (judgement: Judgement) => [
    `  ${badge(judgement)}${judgement.sentence}`,
    ...judgement.reasons.flatMap((reason) => wrap(`- ${oneLine(reason)}`, 11, 2)),
  ];
  return [
    paint.bold(shorten(oneLine(result.scenario), width)),
    ...lines(verdict),
    ...lines(validity),
    ...wrap(meaning, 2),
  ];
}

function tileLines({ tiles, result }: ReportModel): string[] {
  const rows = tiles.map(({ label, value, note }) => [label, value, note]);
  const duration = ['Duration', msText(result.durationMs), `${result.loadModel} model`];
  return alignColumns([...rows, duration], ['left', 'right', 'left']);
}

/** Mean and highest value of every observed series; the reader sees what was nearest to its limit. */
function serverLines({ observed }: ReportModel): string[] {
  const rows = observed.map(({ resource, metric, unit, mean, highest, unavailable }) => [
    shorten(oneLine(`${resource} ${metric}`), 30),
    mean === null ? '' : quantityText(mean, unit),
    mean === null ? oneLine(unavailable || 'no values') : `highest ${quantityText(highest, unit)}`,
  ]);
  return rows.length === 0 ? [] : ['Observed', ...alignColumns(rows, ['left', 'right', 'left'])];
}

function loadLines({ achieved }: ReportModel): string[] {
  if (!achieved) return [];
  const rows = achieved.rows.map(({ name, intended, achieved: came, difference }) => [
    shorten(oneLine(name), 30),
    came,
    `of ${intended}`,
    difference,
  ]);
  const [first = '', ...others] = wrap(achieved.sentence, 2);
  return ['Intended load', first, ...others, ...alignColumns(rows, ['left', 'right', 'right', 'right'])];
}

function thresholdLines({ thresholds }: ReportModel, paint: Paint): string[] {
  const rows = thresholds.map(({ metric, expression, observed, notes }) => [
    shorten(oneLine(metric), 34),
    shorten(oneLine(expression), 16),
    observed,
    notes.length > 0 ? '*' : '',
  ]);
  const lines = alignColumns(rows, ['left', 'left', 'right', 'left']).map((line, index) => {
    const sign = thresholds[index]?.ok ? paint.green('✓') : paint.red('✗');
    return `  ${sign} ${line.slice(4)}`;
  });
  const notes = new Set(thresholds.flatMap((threshold) => threshold.notes));
  return lines.length === 0 ? [] : ['Thresholds', ...lines, ...[...notes].map((note) => `  * ${note}`)];
}

function requestLines({ result }: ReportModel, paint: Paint): string[] {
  const slowest = slowestRequests(result);
  if (slowest.length === 0) return [];
  const rows = slowest.map(({ name, method, count, ratePerSec, failed, duration }) => [
    shorten(oneLine(`${method} ${name}`), 30),
    rateText(ratePerSec),
    shareText(count > 0 ? failed / count : null),
    msText(duration.p50),
    msText(duration.p95),
  ]);
  const of = slowest.length < result.requests.length ? ` of ${countText(result.requests.length)}` : '';
  const head = [`Slowest ${slowest.length}${of}`, 'rate', 'failed', 'p50', 'p95'];
  const [first = '', ...rest] = alignColumns([head, ...rows], ['left', 'right', 'right', 'right', 'right']);
  return [paint.dim(first.trimEnd()), ...rest];
}

function estimateLines({ options, recommended, region, workload }: Estimate): string[] {
  const chosen = recommended === null ? undefined : options[recommended];
  const title = `First sizing for ${rateText(workload.requestsPerSec)} in ${region} (single load)`;
  if (!chosen) return [title, '  no option can be recommended from this run; see the report'];
  const { platform, tasks, vcpu, memoryGb, usdPerMonth, binding } = chosen;
  return [
    title,
    `  ${tasks.mid} × ${platform} ${vcpu} vCPU, ${memoryGb} GB: ${usdText(usdPerMonth.mid)} a month; ${binding} binds`,
  ];
}

type Alignment = 'left' | 'right';

/** Rows as lines with columns as wide as their widest cell, indented by four. */
function alignColumns(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
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
function wrap(text: string, indent: number, hanging = 0): string[] {
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

function shorten(text: string, size: number): string {
  return text.length <= size ? text : `${text.slice(0, size - 1)}…`;
}

/** Without control characters, so that a name from a script cannot steer the terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
