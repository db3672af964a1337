import type { Judgement } from '../assessment.ts';
import type { ReportModel } from '../model.ts';
import { msText } from '../quantity-text.ts';
import { html, type Markup, raw } from './markup.ts';

/** What stands first: verdict and validity, what they mean, what was measured, the summary numbers. */
export function summary(model: ReportModel): Markup {
  const { result, plan, verdict, validity, meaning, headline, notices, tiles } = model;
  const started = `${result.startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const facts = [
    started,
    msText(result.durationMs),
    `environment ${result.guard.environment}`,
    `run ${result.runId}`,
  ];
  return html`<header>
<p class="overline">Load test report</p>
<h1>${result.scenario}</h1>
<p class="muted">${facts.join(' · ')}</p>
</header>
<div class="judgements">
${judgement('Verdict: did the system meet its thresholds?', verdict)}
${judgement('Validity: can the numbers be believed?', validity)}
</div>
<p class="meaning">${meaning}</p>
<p>${headline} ${plan.workers > 1 && `Load came from ${plan.workers} workers, merged.`}</p>
${notices.length > 0 && html`<ul class="notices">${notices.map((notice) => html`<li>${notice}</li>`)}</ul>`}
<dl class="tiles">${tiles.map(
    ({ label, value, note }) =>
      html`<div><dt>${label}</dt><dd class="value">${value}</dd><dd class="note">${note}</dd></div>\n`,
  )}</dl>
`;
}

function judgement(question: string, { title, tone, sentence, reasons }: Judgement): Markup {
  return html`<div class="judgement">
<p class="question">${question}</p>
<h2 class="${tone}">${sign(tone)}${title}</h2>
<p>${sentence}</p>
${reasons.length > 0 && html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
</div>`;
}

const strokes = {
  good: 'M5.5 10.5l3 3 6-7',
  neutral: 'M5.5 10h9',
  caution: 'M10 5v6.5M10 14.2v.3',
  bad: 'M6.5 6.5l7 7M13.5 6.5l-7 7',
} as const satisfies Record<Judgement['tone'], string>;

/** A sign in the text's colour, so that a judgement never rests on the colour alone. */
export function sign(tone: Judgement['tone']): Markup {
  return raw(
    `<svg class="sign" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="10" cy="10" r="8.6"/><path d="${strokes[tone]}"/></svg>`,
  );
}
