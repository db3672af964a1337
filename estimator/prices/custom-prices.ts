import { z } from 'zod';
import { LoadtestError } from '../../core/errors.ts';
import { type PriceRow, priceRowSchema } from '../../core/records/index.ts';
import { nameOf } from './find-price.ts';
import type { PriceBook } from './price-book.ts';

const customSchema = z.strictObject({
  /** When these prices hold, and where they come from: a contract, an invoice. */
  date: z.iso.date('must say since when the prices hold, such as 2026-11-01'),
  source: z.string('must say where the prices come from').min(1),
  /** Prices that replace one of the book, or stand beside it where it has none. */
  prices: z.array(priceRowSchema.omit({ date: true, source: true })).default([]),
  /** A share off the list price; without `item` of everything that a service sells. */
  discounts: z
    .array(
      z.strictObject({
        service: z.string(),
        region: z.string().optional(),
        item: z.string().optional(),
        share: z.number().gt(0, 'must be a share above 0').lt(1, 'must be a share below 1, such as 0.12'),
      }),
    )
    .default([]),
});

/** Prices and discounts of one's own, as a price file states them. */
export type CustomPrices = z.output<typeof customSchema>;

/** The price file's content. Throws CONFIG_INVALID with every problem in it; `file` is its name for that. */
export function parseCustomPrices(value: unknown, file: string): CustomPrices {
  const parsed = customSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, message }) => ({
    file,
    message: `${path.join('.') || 'the file'} ${message}`,
  }));
  const count = places.length === 1 ? 'a problem' : `${places.length} problems`;
  throw new LoadtestError('CONFIG_INVALID', `the price file has ${count}`, { places });
}

/**
 * The book with a price file laid over it: its prices first, then its discounts on what the book lists. Throws
 * PRICE_NOT_FOUND for a discount on nothing, CONFIG_INVALID for a price by another unit than the book's.
 */
export function overlayPrices(book: PriceBook, custom: CustomPrices): PriceBook {
  const own = custom.prices.map((row) => ({ ...row, date: custom.date, source: custom.source }));
  for (const row of own) refuseOtherUnit(book, row);
  const replaced = new Set(own.map(keyOf));
  let listed = book.rows.filter((row) => !replaced.has(keyOf(row)));
  for (const discount of custom.discounts) {
    const isMeant = (row: PriceRow) =>
      row.service === discount.service &&
      (discount.region ?? row.region) === row.region &&
      (discount.item ?? row.item) === row.item;
    if (!listed.some(isMeant)) {
      const { service, region = 'any region', item = 'any item' } = discount;
      throw new LoadtestError(
        'PRICE_NOT_FOUND',
        `a discount on ${nameOf({ service, region, item })} fits no price`,
        {
          hint: 'loadtest prices show lists services and items',
        },
      );
    }
    const percent = Number((discount.share * 100).toFixed(4));
    listed = listed.map((row) =>
      isMeant(row)
        ? {
            ...row,
            usd: Number((row.usd * (1 - discount.share)).toPrecision(12)),
            date: custom.date,
            source: `${percent} % off (${custom.source}) ${row.usd} of ${row.date}, ${row.source}`,
          }
        : row,
    );
  }
  return { rows: [...listed, ...own] };
}

/** Quantities are counted in the unit that the book has for an item. */
function refuseOtherUnit({ rows }: PriceBook, { service, region, item, unit }: PriceRow): void {
  const units = rows.filter((row) => row.service === service && row.item === item).map((row) => row.unit);
  if (units.length === 0 || units.includes(unit)) return;
  throw new LoadtestError(
    'CONFIG_INVALID',
    `the price of ${nameOf({ service, region, item })} must be by "${units[0]}", got "${unit}"`,
    { hint: 'convert it, and give it in that unit' },
  );
}

/** What makes two prices the same one: everything but amount, date and source. */
export function keyOf({
  service,
  region,
  item,
  attributes,
  tier,
}: Omit<PriceRow, 'date' | 'source'>): string {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([service, region, item, sorted, tier?.from ?? 0]);
}
