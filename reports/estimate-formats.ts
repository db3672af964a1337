import type { Estimate, JobsEstimate } from '../core/records/index.ts';
import { renderEstimateMarkdown } from './estimate-markdown.ts';
import { renderEstimateTerminal } from './estimate-terminal.ts';
import { renderEstimateHtml, renderJobsHtml } from './html/estimate-page.ts';
import { renderJobsMarkdown } from './jobs-markdown.ts';
import { renderJobsTerminal } from './jobs-terminal.ts';
import type { Paint } from './paint.ts';

type FormatName = 'html' | 'md' | 'json' | 'terminal';

/** The renderings of a record by the name that `--format` takes; paint is for a terminal alone. */
type Formats<Rendered> = Readonly<
  Record<
    FormatName,
    { readonly extension: string; readonly render: (record: Rendered, paint?: Paint) => string }
  >
>;

const json = { extension: 'json', render: (record: unknown) => `${JSON.stringify(record, null, 2)}\n` };

/** Every rendering of an estimate by the name that `--format` takes, and the extension of its file. */
export const estimateFormats: Formats<Estimate> = {
  html: { extension: 'html', render: renderEstimateHtml },
  md: { extension: 'md', render: renderEstimateMarkdown },
  json,
  terminal: { extension: 'txt', render: renderEstimateTerminal },
};

/** The same of an estimate of jobs. */
export const jobsFormats: Formats<JobsEstimate> = {
  html: { extension: 'html', render: renderJobsHtml },
  md: { extension: 'md', render: renderJobsMarkdown },
  json,
  terminal: { extension: 'txt', render: renderJobsTerminal },
};
