import type { ReportModel } from './model.ts';

/** The RunResult itself, for machines. */
export function renderJson({ result }: ReportModel): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
