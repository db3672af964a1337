import type { Demand, Interval, SizingOption } from '../../core/records/index.ts';
import type { ReportModel } from '../model.ts';
import {
  bytesText,
  coresText,
  countText,
  msText,
  numberText,
  rateText,
  shareText,
  usdText,
} from '../quantity-text.ts';
import { html, type Markup } from './markup.ts';
import { number, pairs, section, table, text } from './table.ts';

/** From the measured demand to sizes and their monthly price. */
export function sizing({ estimate }: ReportModel): Markup | null {
  if (!estimate) return null;
  const { options, recommended, workload, demand, rule, assumptions, warnings, rejected, prices, region } =
    estimate;
  const chosen = recommended === null ? undefined : options[recommended];
  return section(
    'First sizing',
    html`<p class="note">An estimate from the load of this one run, for ${region}.</p>`,
    html`<p>${chosen ? chosenSentence(chosen) : 'No option can be recommended from this run.'}</p>`,
    warnings.length > 0 && list(warnings),
    pairs([
      ['Workload', `${rateText(workload.requestsPerSec)} (${workload.derivation.join('; ')})`],
      ...demandPairs(demand),
      ['Rule', rule.text],
    ]),
    optionTable(options, chosen),
    html`<details><summary>Assumptions, prices and rejected sizes</summary>
${list(assumptions)}
${list(prices.map(({ service, item, usd, unit, date, source }) => `${service} ${item}: $${numberText(usd)} per ${unit} (${source}, ${date})`))}
${list(rejected.map(({ platform, architecture, vcpu, reason }) => `${platform} ${numberText(vcpu)} vCPU ${architecture}: ${reason}`))}</details>`,
  );
}

function chosenSentence({ tasks, platform, vcpu, memoryGb, usdPerMonth, binding }: SizingOption): string {
  const size = `${countText(tasks.mid)} × ${platform} with ${numberText(vcpu)} vCPU and ${numberText(memoryGb)} GB`;
  return `${size} for about ${usdText(usdPerMonth.mid)} a month; ${binding} decides the count.`;
}

function demandPairs({
  cpuSecPerRequest,
  confidence,
  highestRequestsPerSec,
  cleanSeconds,
  memory,
  parallelism,
}: Demand) {
  const { low, mid, high } = cpuSecPerRequest;
  const bounds = `${msText(low * 1_000)} to ${msText(high * 1_000)} at ${shareText(confidence)} confidence`;
  return [
    ['CPU time a request', `${msText(mid * 1_000)} (${bounds})`],
    ['Measured up to', `${rateText(highestRequestsPerSec)}, from ${countText(cleanSeconds)} clean seconds`],
    [
      'Parallelism',
      `${parallelism.basis}${parallelism.cores === null ? '' : `, ${coresText(parallelism.cores)}`}`,
    ],
    ['Memory, peak', memory === null ? null : bytesText(memory.peakBytes)],
  ] as const;
}

function optionTable(options: readonly SizingOption[], chosen: SizingOption | undefined): Markup | null {
  return table(
    options,
    [
      text<SizingOption>('Option', ({ platform, architecture }) => `${platform} ${architecture}`),
      number('Tasks', ({ tasks }) => intervalText(tasks, countText)),
      number('vCPU', ({ vcpu }) => numberText(vcpu)),
      number('Memory', ({ memoryGb }) => `${numberText(memoryGb)} GB`),
      number('Utilisation', ({ utilisation }) => shareText(utilisation)),
      text('Binds', ({ binding }) => binding),
      number('A month', ({ usdPerMonth }) => intervalText(usdPerMonth, usdText)),
      text('', (option) =>
        [option === chosen ? 'recommended' : '', option.extrapolation.level, ...option.notes]
          .filter(Boolean)
          .join('; '),
      ),
    ],
    { label: 'Sizing options', isChosen: (option) => option === chosen },
  );
}

function intervalText({ low, mid, high }: Interval, format: (value: number) => string): string {
  return low === mid && mid === high ? format(mid) : `${format(mid)} (${format(low)} – ${format(high)})`;
}

function list(lines: readonly string[]): Markup {
  return html`<ul class="plain">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}
