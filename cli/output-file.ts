import { writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import { makeDirectory } from '../runner/make-directory.ts';

/** The format whose extension a file has. Throws USAGE if there is none. */
export function formatOf<Name extends string>(
  output: string,
  formats: Readonly<Record<Name, { readonly extension: string }>>,
  names: readonly Name[],
): Name {
  const found = names.find((name) => formats[name].extension === extname(output).slice(1));
  if (found !== undefined) return found;
  throw new LoadtestError('USAGE', `"${output}" does not tell the format of the report`, {
    hint: `add --format ${names.join('|')}`,
  });
}

/** Writes a text to stdout, with a line's end, or to a file whose directory is made. Throws STORE_UNWRITABLE. */
export async function writeOutput(ctx: Context, output: string | undefined, text: string): Promise<void> {
  if (isStdout(output)) {
    ctx.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  const file = resolve(ctx.cwd, output);
  try {
    await makeDirectory(dirname(file));
    await writeFile(file, text);
  } catch (error) {
    throw new LoadtestError('STORE_UNWRITABLE', `cannot write the report: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** No output, and `-`, are stdout. */
export function isStdout(output: string | undefined): output is '-' | undefined {
  return output === undefined || output === '-';
}
