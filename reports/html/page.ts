import type { Step } from '../../core/records/index.ts';
import type { ReportModel } from '../model.ts';
import { numberText } from '../quantity-text.ts';
import { achievedLoad, latency, overTime, servers } from './charts.ts';
import { type Content, html, jsonMarkup, raw } from './markup.ts';
import { checks, exceptions, requests, steps, thresholds } from './outcomes.ts';
import { pageScript } from './page-script.ts';
import { distributionPanel, type Panel, timePanels } from './panel.ts';
import { commandLogs, provenance, workers } from './provenance.ts';
import { sizing } from './sizing.ts';
import { style } from './style.ts';
import { summary } from './summary.ts';

const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

/** The whole report as one HTML file that needs no network. `chartLibrary` is the text of Chart.js. */
export function renderHtml(model: ReportModel, chartLibrary: string): string {
  const time = timePanels(model);
  const distribution = distributionPanel(model);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${model.result.scenario}: ${model.verdict.title.toLowerCase()}, ${model.validity.title.toLowerCase()}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<main>
${summary(model)}
<noscript><p class="note">The charts need JavaScript; every number also stands in a table.</p></noscript>
${body(model, time, distribution)}
<footer>loadtest ${model.result.versions.loadtest} · run ${model.result.runId}</footer>
</main>
<script type="application/json" id="report-data">${jsonMarkup(pageData(model, time, distribution))}</script>
<script>${raw(chartLibrary)}</script>
<script>${raw(pageScript)}</script>
</body>
</html>
`;
  return page.text;
}

/** Everything below the summary, from what was judged over what was measured to how. */
function body(model: ReportModel, time: readonly Panel[], distribution: Panel | null): Content {
  return [
    thresholds(model),
    overTime(model, time),
    latency(model, distribution),
    requests(model),
    steps(model),
    achievedLoad(model),
    sizing(model),
    servers(model),
    checks(model),
    exceptions(model),
    workers(model),
    commandLogs(model),
    provenance(model),
  ];
}

/** What the page's script reads: the panels, and what those over time share: the middle of each bin, and the bands. */
function pageData({ timeline, result }: ReportModel, time: readonly Panel[], distribution: Panel | null) {
  const panels = [...time, ...(distribution ? [distribution] : [])];
  return {
    timeSec: timeline.tMs.map((tMs) => (tMs + timeline.binMs / 2) / 1_000),
    endSec: Math.max(result.durationMs, timeline.binMs) / 1_000,
    bands: stepBands(result.steps),
    panels: panels.map((panel) => ({
      ...panel,
      lines: panel.lines.map((line) => ({ ...line, y: line.y.map(rounded) })),
    })),
  };
}

/** Five significant digits are more than a chart shows. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5));
}

/** One band an interval of constant load, over all scenarios. */
function stepBands(steps: readonly Step[]) {
  return [...new Set(steps.map(({ index }) => index))].map((index) => {
    const rows = steps.filter((step) => step.index === index);
    const targets = rows.map(
      ({ model, target }) => `${numberText(target)}${model === 'open' ? '/s' : ' VUs'}`,
    );
    return {
      startSec: Math.min(...rows.map(({ startMs }) => startMs)) / 1_000,
      endSec: Math.max(...rows.map(({ endMs }) => endMs)) / 1_000,
      label: `step ${index + 1}: ${targets.join(' + ')}`,
    };
  });
}
