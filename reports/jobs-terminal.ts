import type { JobsEstimate } from '../core/records/index.ts';
import { layOutAnswer } from './estimate-terminal.ts';
import { describeJobs, type JobsText } from './jobs-text.ts';
import { type Paint, plainPaint } from './paint.ts';
import { remarkLetters } from './remark-letters.ts';
import { alignColumns, wrap } from './text-layout.ts';

/** An estimate of jobs for a terminal, at most 80 columns wide. */
export function renderJobsTerminal(estimate: JobsEstimate, paint: Paint = plainPaint): string {
  const text = describeJobs(estimate);
  return layOutAnswer(text, [optionLines(text, paint)], paint);
}

/** A row an option; what is particular about it stands below as a note with a letter. */
function optionLines({ options, dearer }: JobsText, paint: Paint): string[] {
  const { notes, lettersOf } = remarkLetters(options);
  const [head = '', ...lines] = alignColumns(
    [
      ['', 'Size', 'Platform', '', 'Jobs', 'A month', 'Kept', ''],
      ...options.map((option) => [
        option.machines,
        option.size,
        option.platform,
        option.architecture,
        option.slots,
        option.month,
        option.kept,
        lettersOf(option),
      ]),
    ],
    ['right', 'left', 'left', 'left', 'right', 'right', 'right', 'left'],
  );
  const marked = lines.map((line, index) => (options[index]?.isChosen ? `  → ${line.slice(4)}` : line));
  const told = notes.flatMap(({ letter, remark }) => wrap(`${letter}  ${remark}`, 4, 3));
  const more = dearer > 0 ? [`    ${dearer} dearer sizes: see --json`] : [];
  return [paint.dim(head), ...marked, ...[...told, ...more].map((line) => paint.dim(line))];
}
