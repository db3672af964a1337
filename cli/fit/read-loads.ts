import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import type { MeasuredLoad } from '../../core/records/index.ts';
import { readLoadTable } from './load-table.ts';

/** The loads of a CSV file. Throws USAGE where it cannot be read, RECORD_INVALID where it is not such a table. */
export async function readLoads(ctx: Context, file: string): Promise<MeasuredLoad[]> {
  const text = await readFile(resolve(ctx.cwd, file), 'utf8').catch((error: unknown) => {
    throw new LoadtestError('USAGE', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  });
  return readLoadTable(text, file);
}
