import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import {
  type InstanceType,
  loadHardware,
  loadPriceBook,
  overlayPrices,
  type PriceBook,
  parseCustomPrices,
  renewPrices,
} from '../../estimator/index.ts';
import { readData } from '../config/read-data.ts';
import { readPriceCache } from '../prices/price-cache.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');

/** The prices that come with this package. */
export function bundledPrices(): PriceBook {
  return loadPriceBook(readText);
}

/** The instance types that come with this package. */
export function bundledHardware(): readonly InstanceType[] {
  return loadHardware(readText);
}

/** The bundled prices, renewed by those that the project read from AWS. */
export async function listPrices(root: string): Promise<PriceBook> {
  return (await readPriceCache(root)).reduce(renewPrices, bundledPrices());
}

/** The list prices with a price file laid over them; `file` is relative to `root`. */
export async function openPrices(root: string, file: string | undefined): Promise<PriceBook> {
  const listed = await listPrices(root);
  if (file === undefined) return listed;
  const text = await readFile(resolve(root, file), 'utf8').catch((cause: unknown) => {
    throw new LoadtestError('CONFIG_INVALID', `the price file cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
  return overlayPrices(listed, parseCustomPrices(readData(text, file).value, file));
}
