import type { Judgement } from './assessment.ts';
import { describeEstimate } from './estimate-text.ts';
import type { ReportModel } from './model.ts';
import { type Paint, plainPaint } from './paint.ts';
import { countText, msText, quantityText, rateText, shareText } from './quantity-text.ts';
import { slowestRequests } from './slowest-requests.ts';
import { alignColumns, oneLine, shorten, width, wrap } from './text-layout.ts';

/** The summary after a run, at most 80 columns wide: verdict and validity, the numbers, what binds, thresholds. */
export function renderTerminal(model: ReportModel, paint: Paint = plainPaint): string {
  const blocks = [
    judgementLines(model, paint),
    tileLines(model),
    serverLines(model),
    loadLines(model),
    thresholdLines(model, paint),
    requestLines(model, paint),
    sizingLines(model),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function judgementLines(
  { result, verdict, validity, meaning, notices }: ReportModel,
  paint: Paint,
): string[] {
  const colour = { good: paint.green, neutral: paint.bold, caution: paint.yellow, bad: paint.red };
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
    ...notices.flatMap((notice) => wrap(oneLine(notice), 2, 2)),
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

/** The answer alone; `loadtest estimate` says the rest. */
function sizingLines({ estimate }: ReportModel): string[] {
  if (!estimate) return [];
  if (estimate.kind === 'refused')
    return ['Sizing', ...wrap(oneLine(`there is none: ${estimate.message}`), 2)];
  const { title, answer, warnings } = describeEstimate(estimate);
  return [
    oneLine(title),
    ...wrap(answer, 2),
    ...warnings.flatMap((warning) => wrap(`! ${oneLine(warning)}`, 2, 2)),
  ];
}
