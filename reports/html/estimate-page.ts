import type { Estimate, JobsEstimate } from '../../core/records/index.ts';
import { describeEstimate } from '../estimate-text.ts';
import { describeJobs } from '../jobs-text.ts';
import { jobsSection } from './jobs.ts';
import { html, type Markup, raw } from './markup.ts';
import { estimateSection } from './sizing.ts';
import { style } from './style.ts';

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** An estimate as one HTML file that needs no network and no script. */
export function renderEstimateHtml(estimate: Estimate): string {
  return pageOf(describeEstimate(estimate).title, estimateSection(estimate));
}

/** The same of an estimate of jobs. */
export function renderJobsHtml(estimate: JobsEstimate): string {
  return pageOf(describeJobs(estimate).title, jobsSection(estimate));
}

function pageOf(title: string, content: Markup | null): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.text;
}
