import type { Estimate } from '../core/records/index.ts';
import { renderEstimateMarkdown } from './estimate-markdown.ts';
import { renderEstimateTerminal } from './estimate-terminal.ts';
import { renderEstimateHtml } from './html/estimate-page.ts';

/** Every rendering of an estimate by the name that `--format` takes, and the extension of its file. */
export const estimateFormats = {
  html: { extension: 'html', render: renderEstimateHtml },
  md: { extension: 'md', render: renderEstimateMarkdown },
  json: { extension: 'json', render: (estimate) => `${JSON.stringify(estimate, null, 2)}\n` },
  terminal: { extension: 'txt', render: (estimate) => renderEstimateTerminal(estimate) },
} as const satisfies Record<
  string,
  { readonly extension: string; readonly render: (estimate: Estimate) => string }
>;
