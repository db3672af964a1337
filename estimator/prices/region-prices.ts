import { z } from 'zod';
import { LoadtestError } from '../../core/errors.ts';
import { type PriceRow, priceRowSchema, schemaVersion } from '../../core/records/index.ts';
import type { PriceBook } from './price-book.ts';

const regionPricesSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  region: z.string(),
  /** The day on which they were read, `2026-11-25`. */
  date: z.string(),
  prices: z.array(priceRowSchema),
});

/** The prices of one region as AWS listed them on one day. */
export type RegionPrices = z.output<typeof regionPricesSchema>;

/** A region's prices from their JSON text. Throws RECORD_INVALID where it holds none; `file` is its name for that. */
export function parseRegionPrices(text: string, file: string): RegionPrices {
  try {
    const read = regionPricesSchema.parse(JSON.parse(text));
    if (read.prices.some(({ region }) => region !== read.region))
      throw new Error(`not every price is of ${read.region}`);
    return read;
  } catch (cause) {
    throw new LoadtestError('RECORD_INVALID', `the prices in "${file}" cannot be read`, {
      cause,
      hint: 'read them again with loadtest prices update --region REGION, or remove the file',
    });
  }
}

/** The book with a region's prices in place of those that they renew; what they do not have stays, with its own date. */
export function renewPrices(book: PriceBook, { prices }: RegionPrices): PriceBook {
  const renewed = new Map<string, PriceRow[]>();
  for (const price of prices) renewed.set(itemKey(price), [...(renewed.get(itemKey(price)) ?? []), price]);
  const rest = book.rows.filter((row) => !renewed.get(itemKey(row))?.some((each) => isSame(row, each)));
  return { rows: [...rest, ...prices] };
}

const itemKey = ({ service, region, item }: PriceRow) => `${service}|${region}|${item}`;

/** Whether two prices of an item are the same one: one source may say more of it, but nothing else. */
function isSame({ attributes: one }: PriceRow, { attributes: other }: PriceRow): boolean {
  return Object.entries(one).every(([key, value]) => (other[key] ?? value) === value);
}
