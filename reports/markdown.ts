import type { Judgement } from './assessment.ts';
import { estimateSummary } from './estimate-markdown.ts';
import { escapeMarkdown, markdownBullets, markdownTable } from './markdown-text.ts';
import type { ReportModel } from './model.ts';
import { countText, msText, rateText, shareText } from './quantity-text.ts';
import { slowestRequests } from './slowest-requests.ts';

const signs = { good: '✅', neutral: '⚪', caution: '⚠️', bad: '❌' } as const satisfies Record<
  Judgement['tone'],
  string
>;

const tones = Object.keys(signs);

/** A pass that may not be believed is no good news. */
function worse(a: Judgement['tone'], b: Judgement['tone']): Judgement['tone'] {
  return tones.indexOf(a) > tones.indexOf(b) ? a : b;
}

/** A comment for a pull request: verdict and validity first, then the numbers that decide. */
export function renderMarkdown(model: ReportModel): string {
  const { result, verdict, validity, meaning, headline } = model;
  const blocks = [
    `### ${signs[worse(verdict.tone, validity.tone)]} ${escapeMarkdown(result.scenario)}: ${verdict.title.toLowerCase()}, ${validity.title.toLowerCase()}`,
    `**${escapeMarkdown(meaning)}** ${escapeMarkdown(headline)}`,
    markdownBullets([...verdict.reasons, ...validity.reasons, ...model.notices]),
    markdownTable(
      model.tiles.map(({ label }) => label),
      [model.tiles.map(({ value, note }) => (note ? `${value} (${note})` : value))],
      'right',
    ),
    thresholdTable(model),
    loadTable(model),
    slowestTable(model),
    sizingText(model),
    `<sub>Run ${escapeMarkdown(result.runId)} on k6 ${escapeMarkdown(result.k6Version.replace(/^v/, ''))}, ${result.loadModel} model, ${msText(result.durationMs)}. The HTML report among the run’s artefacts shows the whole picture.</sub>`,
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function thresholdTable({ thresholds }: ReportModel): string {
  if (thresholds.length === 0) return '';
  const rows = thresholds.map(({ ok, metric, expression, observed, notes }) => [
    ok ? '✅ met' : '❌ missed',
    metric,
    expression,
    [observed, ...notes].join('; '),
  ]);
  return markdownTable(['Threshold', 'Metric', 'Limit', 'Observed'], rows);
}

function loadTable({ achieved }: ReportModel): string {
  if (!achieved) return '';
  const rows = achieved.rows.map(({ name, intended, achieved: came, difference }) => [
    name,
    intended,
    came,
    difference,
  ]);
  const sentence = escapeMarkdown(achieved.sentence);
  if (rows.length === 0) return sentence;
  return `${sentence}\n\n${markdownTable(['Load', 'Intended', 'Achieved', 'Difference'], rows)}`;
}

function slowestTable({ result }: ReportModel): string {
  if (result.requests.length === 0) return '';
  const slowest = slowestRequests(result);
  const rows = slowest.map(({ name, method, count, ratePerSec, failed, duration }) => [
    `${method} ${name}`,
    rateText(ratePerSec),
    shareText(count > 0 ? failed / count : null),
    msText(duration.p50),
    msText(duration.p95),
    msText(duration.p99),
  ]);
  const more = result.requests.length - slowest.length;
  const rest = more > 0 ? `\n\n…and ${countText(more)} faster ones.` : '';
  return `${markdownTable(['Slowest requests', 'Rate', 'Failed', 'p50', 'p95', 'p99'], rows)}${rest}`;
}

function sizingText({ estimate }: ReportModel): string {
  if (!estimate) return '';
  if (estimate.kind === 'refused') return escapeMarkdown(`There is no sizing: ${estimate.message}.`);
  return estimateSummary(estimate);
}
