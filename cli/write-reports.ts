import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { LoadtestError } from '../core/errors.ts';
import { type FormatName, formats } from '../reports/formats.ts';
import { formatNames } from './format-names.ts';
import { formatOf, isStdout, writeOutput } from './output-file.ts';
import { type Results, readReport } from './results.ts';

export interface ReportRequest {
  /** `undefined` follows the extension of the output. */
  readonly format: FormatName | undefined;
  /** `undefined` and `-` are stdout. */
  readonly output: string | undefined;
  readonly onWritten: (file: string) => void;
}

/** Writes the reports of runs: to stdout, to one file, or to a directory with a file for each. */
export async function writeReports(
  ctx: Context,
  results: Results,
  ids: readonly string[],
  { format, output, onWritten }: ReportRequest,
): Promise<void> {
  const toStdout = isStdout(output);
  const chosen = format ?? (toStdout ? 'terminal' : formatOf(output, formats, formatNames));
  const isDirectory =
    !toStdout && (output.endsWith('/') || (await isExistingDirectory(resolve(ctx.cwd, output))));
  if (!toStdout && !isDirectory && ids.length > 1) {
    throw new LoadtestError('USAGE', `${ids.length} reports do not fit into one file, "${output}"`, {
      hint: 'name a directory, with a slash at its end if it is new',
    });
  }
  for (const id of ids) {
    const text = formats[chosen].render(await readReport(results, id));
    const file = isDirectory ? join(output, `${id}.${formats[chosen].extension}`) : output;
    await writeOutput(ctx, file, text);
    if (!isStdout(file)) onWritten(file);
  }
}

async function isExistingDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
