import { readChartLibrary } from './chart-library.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html/page.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { ReportModel } from './model.ts';
import { renderTerminal } from './terminal.ts';

/** A rendering of the report, and the extension of its file. */
export interface ReportFormat {
  readonly extension: string;
  readonly render: (model: ReportModel) => string;
}

/** Every rendering by the name that `--format` takes. */
export const formats = {
  html: { extension: 'html', render: (model) => renderHtml(model, readChartLibrary()) },
  md: { extension: 'md', render: renderMarkdown },
  junit: { extension: 'xml', render: renderJunit },
  json: { extension: 'json', render: renderJson },
  csv: { extension: 'csv', render: renderCsv },
  terminal: { extension: 'txt', render: (model) => renderTerminal(model) },
} as const satisfies Record<string, ReportFormat>;

export type FormatName = keyof typeof formats;
