import type { JobsEstimate, JobsOption } from '../../core/records/index.ts';
import { describeJobs, type JobsOptionText, type JobsText } from '../jobs-text.ts';
import { usdText } from '../quantity-text.ts';
import { remarkLetters } from '../remark-letters.ts';
import { html, type Markup } from './markup.ts';
import { answerSection } from './sizing.ts';
import { barChart, tornadoChart } from './sizing-charts.ts';
import { number, table, text } from './table.ts';

/** A whole estimate of jobs under its title. */
export function jobsSection(estimate: JobsEstimate): Markup | null {
  const described = describeJobs(estimate);
  return answerSection(described, [optionTable(described), costChart(estimate)], [tornadoChart(estimate)]);
}

function optionTable({ options, dearer }: JobsText): Markup {
  const { notes, lettersOf } = remarkLetters(options);
  const shown = table(
    options,
    [
      text<JobsOptionText>('Platform', ({ isChosen, platform }) => (isChosen ? `→ ${platform}` : platform)),
      text('', ({ architecture }) => architecture),
      text('Size', ({ size }) => size),
      number('Machines', ({ machines }) => machines),
      number('Jobs at a time', ({ slots }) => slots),
      number('Each holds', ({ perMachine }) => perMachine),
      number('Most vCPUs', ({ maxVcpus }) => maxVcpus),
      number('All done after', ({ done }) => done),
      number('A month', ({ month }) => month),
      number('P10–P90', ({ likely }) => likely),
      number('Kept', ({ kept }) => kept),
      text('', lettersOf),
    ],
    { label: 'Compute environments', isChosen: ({ isChosen }) => isChosen },
  );
  return html`${shown}
${notes.length > 0 && html`<p class="note">${notes.map(({ letter, remark }) => html`${letter}: ${remark}<br>`)}</p>`}
${dearer > 0 && html`<p class="note">${String(dearer)} dearer sizes are left out.</p>`}`;
}

const mostRows = 12;

/** What the cheapest options cost a month, and the cheapest of each platform and architecture, with the bill's P10 to P90. */
function costChart({ options, recommended }: JobsEstimate): Markup | false {
  const isFirst = ({ platform, architecture }: JobsOption, place: number) =>
    options.findIndex((each) => each.platform === platform && each.architecture === architecture) === place;
  const shown = options.filter(
    (option, place) => place < mostRows || isFirst(option, place) || place === recommended,
  );
  const highest = Math.max(...shown.map(({ uncertainty }) => uncertainty.usdPerMonth.p90));
  if (shown.length === 0) return false;
  const rows = shown.map((option) => {
    const { platform, architecture, size, usdPerMonth, uncertainty } = option;
    const { p10, p90 } = uncertainty.usdPerMonth;
    return {
      label: `${platform} ${architecture}, ${size}`,
      from: 0,
      to: usdPerMonth / highest,
      whisker: [p10 / highest, p90 / highest] as const,
      value: usdText(usdPerMonth),
      colour: option === options[recommended ?? -1] ? '--accent' : '--p50',
    };
  });
  return barChart('What the options cost a month, with P10 to P90', rows);
}
