import type { Estimate } from '../../core/records/index.ts';
import type { AnswerText, BillText } from '../answer-text.ts';
import { type CurrentText, describeCurrent } from '../current-text.ts';
import { describeEstimate, type EstimateText, type OptionText } from '../estimate-text.ts';
import type { ReportModel } from '../model.ts';
import { remarkLetters } from '../remark-letters.ts';
import { demandChart, latencyCharts, scalabilityChart } from './demand-charts.ts';
import { type Content, html, type Markup } from './markup.ts';
import { costChart, tornadoChart, weekChart } from './sizing-charts.ts';
import { number, pairs, section, table, text } from './table.ts';

/** From the measured demand to sizes and their monthly price, or why there are none. */
export function sizing({ estimate }: ReportModel): Markup | null {
  if (!estimate) return null;
  if (estimate.kind === 'refused') {
    const hint = estimate.hint === null ? '' : ` To get one: ${estimate.hint}.`;
    return section('Sizing', html`<p>There is no sizing: ${estimate.message}.${hint}</p>`);
  }
  return estimateSection(estimate);
}

/** The whole estimate under its title. */
export function estimateSection(estimate: Estimate): Markup | null {
  const described = describeEstimate(estimate);
  return answerSection(
    described,
    [optionTable(described), currentTable(estimate), costChart(estimate)],
    [
      tornadoChart(estimate),
      weekChart(estimate),
      demandChart(estimate),
      latencyCharts(estimate),
      scalabilityChart(estimate),
    ],
  );
}

/** Any estimate under its title: its options before the bill, its charts after it. */
export function answerSection(
  text: AnswerText,
  options: readonly Content[],
  charts: readonly Content[],
): Markup | null {
  const { title, scope, answer, warnings, facts, assumptions, prices, rejected } = text;
  return section(
    title,
    html`<p class="note">${scope}</p>`,
    html`<p class="meaning">${answer}</p>`,
    warnings.length > 0 && html`<ul class="plain caution">${warnings.map(item)}</ul>`,
    ...options,
    text.bill.length > 0 && billTable(text),
    ...charts,
    pairs(facts.map(([name, found]) => [name, found.split('\n').map((line) => html`<div>${line}</div>`)])),
    html`<details><summary>What is assumed</summary>${list(assumptions)}</details>`,
    html`<details><summary>Prices and their sources</summary>${list(prices.map(({ price, source }) => `${price}, ${source}`))}</details>`,
    rejected.length > 0 && html`<details><summary>Rejected sizes</summary>${list(rejected)}</details>`,
  );
}

function optionTable({ options, leftOut }: EstimateText): Markup {
  const { notes, lettersOf } = remarkLetters(options);
  const shown = table(
    options,
    [
      text<OptionText>('Platform', ({ isChosen, platform }) => (isChosen ? `→ ${platform}` : platform)),
      text('', ({ architecture }) => architecture),
      text('Size', ({ size }) => size),
      number('Tasks', ({ tasks }) => tasks),
      number('CPU', ({ utilisation }) => utilisation),
      number('Constant count', ({ month }) => month),
      ...optionalColumns(options),
      text('', lettersOf),
    ],
    { label: 'Sizing options', isChosen: ({ isChosen }) => isChosen },
  );
  return html`${shown}
${notes.length > 0 && html`<p class="note">${notes.map(({ letter, remark }) => html`${letter}: ${remark}<br>`)}</p>`}
${leftOut !== '' && html`<p class="note">Left out: ${leftOut}.</p>`}`;
}

/** What only a load by the hour, or the draws, have to say. */
function optionalColumns(options: readonly OptionText[]) {
  return [
    number<OptionText>('Connections a task', ({ connections }) => connections),
    number<OptionText>('Scaled', ({ scaled }) => scaled),
    text<OptionText>('CPU target', ({ policy }) => policy),
    number<OptionText>('P10–P90', ({ likely }) => likely),
    number<OptionText>('Carries', ({ carries }) => carries),
  ].filter(({ cell }) => options.some((option) => cell(option) !== ''));
}

function currentTable(estimate: Estimate): Markup | null {
  const compared = describeCurrent(estimate);
  if (!compared) return null;
  const shown = table(
    compared.rows,
    [
      text<CurrentText>('Current and proposed', ({ what }) => what),
      number('Tasks', ({ tasks }) => tasks),
      number('CPU', ({ utilisation }) => utilisation),
      number('A month', ({ month }) => month),
      number('Change', ({ change }) => change),
      text('Size', ({ size }) => size),
    ],
    { label: 'What runs now and what is proposed' },
  );
  return html`${shown}
<p class="note">${compared.note}</p>`;
}

function billTable({ bill }: AnswerText): Markup {
  const shown = table(
    bill,
    [
      text<BillText>('A month', (line) => line.text),
      number('Quantity', ({ quantity }) => quantity),
      number('USD', ({ usd }) => usd),
      number('Share', ({ share }) => share),
      text('Price of', ({ origin }) => origin),
    ],
    { label: 'Monthly bill of the recommended option' },
  );
  return html`${shown}`;
}

function list(lines: readonly string[]): Markup {
  return html`<ul class="plain">${lines.map(item)}</ul>`;
}

function item(line: string): Markup {
  return html`<li>${line}</li>`;
}
