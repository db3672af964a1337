import type { JobsEstimate } from '../core/records/index.ts';
import { answerPage } from './estimate-markdown.ts';
import { describeJobs, type JobsText } from './jobs-text.ts';
import { markdownTable } from './markdown-text.ts';

/** An estimate of jobs as a page. */
export function renderJobsMarkdown(estimate: JobsEstimate): string {
  const text = describeJobs(estimate);
  return answerPage(text, [optionTable(text)]);
}

function optionTable({ options }: JobsText): string {
  const heads = ['Machines', 'Platform', 'Size', 'Architecture', 'Jobs at a time', 'Jobs a machine'];
  const further = ['Most vCPUs', 'All done after', 'A month', 'P10–P90', 'Deadline kept', 'Remark'];
  const rows = options.map((option) => [
    option.isChosen ? `→ ${option.machines}` : option.machines,
    option.platform,
    option.size,
    option.architecture,
    option.slots,
    option.perMachine,
    option.maxVcpus,
    option.done,
    option.month,
    option.likely,
    option.kept,
    option.remarks.join('; '),
  ]);
  return markdownTable([...heads, ...further], rows);
}
