import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { parseRegionPrices, type RegionPrices } from '../../estimator/index.ts';
import { makeDirectory } from '../../runner/make-directory.ts';
import { unwritable, writeWhole } from '../../runner/store/write-whole.ts';

/** Where the prices that were read from AWS lie, a file a region. */
const directoryOf = (root: string) => join(root, '.loadtest', 'prices');

/** The prices that were read from AWS for a project, region by region. Throws RECORD_INVALID for a file that is broken, STORE_UNREADABLE. */
export async function readPriceCache(root: string): Promise<readonly RegionPrices[]> {
  const directory = directoryOf(root);
  const names = await readdir(directory).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new LoadtestError('STORE_UNREADABLE', `cannot read "${directory}": ${messageOf(cause)}`, { cause });
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (name) => {
      const file = join(directory, name);
      return parseRegionPrices(await readFile(file, 'utf8'), file);
    }),
  );
}

/** Keeps a region's prices in place of older ones, and gives the file. Throws STORE_UNWRITABLE. */
export async function keepPrices(root: string, prices: RegionPrices): Promise<string> {
  const file = join(directoryOf(root), `${prices.region}.json`);
  const directory = dirname(file);
  await makeDirectory(directory).catch((cause: unknown) => {
    throw unwritable(directory, cause);
  });
  await writeWhole(file, `${JSON.stringify(prices, null, 1)}\n`);
  return file;
}
