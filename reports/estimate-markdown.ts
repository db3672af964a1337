import type { Estimate } from '../core/records/index.ts';
import type { AnswerText } from './answer-text.ts';
import { currentCells, currentHeads, describeCurrent } from './current-text.ts';
import { describeEstimate, type EstimateText } from './estimate-text.ts';
import { escapeMarkdown, markdownBullets, markdownTable } from './markdown-text.ts';

/** The estimate as a page: the answer, the options, and everything that they rest on. */
export function renderEstimateMarkdown(estimate: Estimate): string {
  const text = describeEstimate(estimate);
  return answerPage(text, [optionTable(text), ...currentBlocks(estimate)]);
}

/** Any estimate as a page; `tables` are its options. */
export function answerPage(text: AnswerText, tables: readonly string[]): string {
  const blocks = [
    ...answerBlocks(text),
    ...tables,
    ...billBlocks(text),
    ...tornadoBlocks(text),
    '#### Rests on',
    markdownBullets(text.facts.map(([name, found]) => `${name}: ${found.replaceAll('\n', '; ')}`)),
    '#### Assumed',
    markdownBullets(text.assumptions),
    '#### Prices',
    markdownBullets(text.prices.map(({ price, source }) => `${price}, ${source}`)),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

/** The answer alone, as part of a run's report. */
export function estimateSummary(estimate: Estimate): string {
  return answerBlocks(describeEstimate(estimate)).filter(Boolean).join('\n\n');
}

function answerBlocks({ title, scope, answer, warnings }: AnswerText): string[] {
  return [
    `### ${escapeMarkdown(title)}`,
    `**${escapeMarkdown(answer)}** ${escapeMarkdown(scope)}`,
    markdownBullets(warnings),
  ];
}

function currentBlocks(estimate: Estimate): string[] {
  const compared = describeCurrent(estimate);
  if (!compared) return [];
  return [
    '#### Current and proposed',
    markdownTable(currentHeads, compared.rows.map(currentCells)),
    escapeMarkdown(compared.note),
  ];
}

function billBlocks({ bill }: AnswerText): string[] {
  if (bill.length === 0) return [];
  const rows = bill.map(({ text, quantity, usd, share, origin }) => [text, quantity, usd, share, origin]);
  return ['#### A month', markdownTable(['What', 'Quantity', 'USD', 'Share', 'Price of'], rows)];
}

function tornadoBlocks({ tornado }: AnswerText): string[] {
  if (tornado.length === 0) return [];
  const rows = tornado.map(({ input, low, high }) => [input, low, high]);
  return ['#### What moves the bill', markdownTable(['Input', 'At its P10', 'At its P90'], rows)];
}

function optionTable({ options }: EstimateText): string {
  const holds = options.some(({ connections }) => connections !== '');
  const rows = options.map((option) => [
    option.isChosen ? `→ ${option.tasks}` : option.tasks,
    option.platform,
    option.size,
    option.architecture,
    option.utilisation,
    option.binding,
    ...(holds ? [option.connections] : []),
    option.month,
    option.scaled,
    option.policy,
    option.likely,
    option.carries,
    option.remarks.join('; '),
  ]);
  return markdownTable(
    [
      'Tasks',
      'Platform',
      'Size',
      'Architecture',
      'CPU',
      'Binds',
      ...(holds ? ['Connections a task'] : []),
      'Constant count',
      'Scaled',
      'Policy',
      'P10–P90',
      'Carries',
      'Remark',
    ],
    rows,
  );
}
