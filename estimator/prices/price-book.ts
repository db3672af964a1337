import { z } from 'zod';
import { LoadtestError } from '../../core/errors.ts';
import { type PriceRow, schemaVersion } from '../../core/records/index.ts';

/** Where the bundled snapshot lies, beside this file. */
const snapshotUrl = new URL('./snapshot.json', import.meta.url);

/** Prices, each with its own date and source. */
export interface PriceBook {
  readonly rows: readonly PriceRow[];
}

const cell = z.union([z.string(), z.number(), z.null()]);

/** A snapshot as it is stored: what prices share stands once a block; `keys` name the columns of its rows. */
const snapshotSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  blocks: z.array(
    z.object({
      service: z.string(),
      region: z.string(),
      unit: z.string(),
      date: z.string(),
      source: z.string(),
      keys: z.array(z.string()),
      rows: z.array(z.array(cell)),
    }),
  ),
});

type Block = z.output<typeof snapshotSchema>['blocks'][number];

/** The prices of the bundled snapshot; `readText` gives a file's text. */
export function loadPriceBook(readText: (file: URL) => string): PriceBook {
  return parsePriceBook(readText(snapshotUrl));
}

/** The prices of a snapshot's text. Throws RECORD_INVALID when it is not one. */
export function parsePriceBook(text: string): PriceBook {
  try {
    const { blocks } = snapshotSchema.parse(JSON.parse(text));
    return { rows: blocks.flatMap((block) => block.rows.map((cells) => priceOf(block, cells))) };
  } catch (cause) {
    throw new LoadtestError('RECORD_INVALID', 'the price snapshot cannot be read', { cause });
  }
}

function priceOf({ keys, rows: _, ...shared }: Block, cells: Block['rows'][number]): PriceRow {
  if (cells.length !== keys.length) throw new Error(`a price of ${shared.service} lacks a column`);
  const { item, usd, from, to, note, sku, rateCode, ...attributes } = Object.fromEntries(
    keys.map((key, column) => [key, cells[column]]),
  );
  if (typeof item !== 'string' || typeof usd !== 'number' || usd < 0)
    throw new Error(`a row of ${shared.service} is no price`);
  const tier = typeof from === 'number' ? { from, to: typeof to === 'number' ? to : null } : undefined;
  return {
    ...shared,
    item,
    usd,
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
    ...(tier && { tier }),
    ...(typeof note === 'string' && { note }),
    ...(typeof sku === 'string' && { sku }),
    ...(typeof rateCode === 'string' && { rateCode }),
  };
}
