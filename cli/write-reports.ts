import { mkdir, stat, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import { type FormatName, formats } from '../reports/formats.ts';
import type { RunStore } from '../runner/store/run-store.ts';
import { formatNames } from './format-names.ts';
import { readReport } from './results.ts';

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
  store: RunStore,
  ids: readonly string[],
  { format, output, onWritten }: ReportRequest,
): Promise<void> {
  const toStdout = output === undefined || output === '-';
  const chosen = format ?? (toStdout ? 'terminal' : formatOf(output));
  const isDirectory =
    !toStdout && (output.endsWith('/') || (await isExistingDirectory(resolve(ctx.cwd, output))));
  if (!toStdout && !isDirectory && ids.length > 1) {
    throw new LoadtestError('USAGE', `${ids.length} reports do not fit into one file, "${output}"`, {
      hint: 'name a directory, with a slash at its end if it is new',
    });
  }
  for (const id of ids) {
    const text = formats[chosen].render(await readReport(store, id));
    if (toStdout) {
      ctx.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    } else {
      const file = isDirectory ? join(output, `${id}.${formats[chosen].extension}`) : output;
      await writeReport(resolve(ctx.cwd, file), text);
      onWritten(file);
    }
  }
}

function formatOf(output: string): FormatName {
  const extension = extname(output).slice(1);
  const found = formatNames.find((name) => formats[name].extension === extension);
  if (found) return found;
  throw new LoadtestError('USAGE', `"${output}" does not tell the format of the report`, {
    hint: `add --format ${formatNames.join('|')}`,
  });
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await mkdir(resolve(file, '..'), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new LoadtestError('STORE_UNWRITABLE', `cannot write the report: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function isExistingDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
