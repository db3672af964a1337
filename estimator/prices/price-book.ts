import { z } from 'zod';
import { LoadtestError } from '../../core/errors.ts';
import { type PriceRow, priceRowSchema, schemaVersion } from '../../core/records/index.ts';

/** Where the bundled snapshot lies, beside this file. */
export const snapshotUrl = new URL('./snapshot.json', import.meta.url);

/** Prices, each with its own date and source. */
export interface PriceBook {
  readonly rows: readonly PriceRow[];
}

/** Which price is wanted; `attributes` are those that must be equal, the row may have more. */
export interface PriceQuery {
  readonly service: string;
  readonly region: string;
  readonly item: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A snapshot as it is stored: sources are listed once, and a row names its own by place. */
const snapshotSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  sources: z.array(z.string()),
  rows: z.array(priceRowSchema.extend({ source: z.int() })),
});

/** The prices of the bundled snapshot; `readText` gives a file's text. */
export function loadPriceBook(readText: (file: URL) => string): PriceBook {
  return parsePriceBook(readText(snapshotUrl));
}

/** The prices of a snapshot's text. Throws RECORD_INVALID when it is not one. */
export function parsePriceBook(text: string): PriceBook {
  try {
    const { sources, rows } = snapshotSchema.parse(JSON.parse(text));
    return {
      rows: rows.map((row) => {
        const source = sources[row.source];
        if (source === undefined) throw new Error(`the price of "${row.item}" names source ${row.source}`);
        return { ...row, source };
      }),
    };
  } catch (cause) {
    throw new LoadtestError('RECORD_INVALID', 'the price snapshot cannot be read', { cause });
  }
}

/**
 * The one price that fits. None fits: PRICE_NOT_FOUND, naming what is known in its place, never another region's
 * price. Several fit: PRICE_AMBIGUOUS, listing them.
 */
export function findPrice(book: PriceBook, query: PriceQuery): PriceRow {
  const ofItem = book.rows.filter((row) => row.service === query.service && row.item === query.item);
  const inRegion = ofItem.filter((row) => row.region === query.region);
  const [found, ...others] = inRegion.filter((row) => hasAttributes(row, query.attributes ?? {}));
  if (!found) throw notFound(book, query, ofItem, inRegion);
  if (others.length > 0) {
    const list = [found, ...others].map(nameOf).join('; ');
    throw new LoadtestError('PRICE_AMBIGUOUS', `${others.length + 1} prices fit ${nameOf(query)}: ${list}`, {
      hint: 'name the attributes that tell them apart',
    });
  }
  return found;
}

function hasAttributes(row: PriceRow, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => row.attributes[key] === value);
}

function notFound(
  book: PriceBook,
  query: PriceQuery,
  ofItem: readonly PriceRow[],
  inRegion: readonly PriceRow[],
): LoadtestError {
  const known = () => {
    if (inRegion.length > 0) return `known here: ${inRegion.map(nameOf).join('; ')}`;
    if (ofItem.length > 0) return `regions with it: ${listOf(ofItem.map((row) => row.region))}`;
    const ofService = book.rows.filter((row) => row.service === query.service);
    if (ofService.length > 0)
      return `known items of ${query.service}: ${listOf(ofService.map((row) => row.item))}`;
    return `known services: ${listOf(book.rows.map((row) => row.service))}`;
  };
  return new LoadtestError('PRICE_NOT_FOUND', `no price for ${nameOf(query)}; ${known()}`, {
    hint: 'choose what the snapshot holds',
  });
}

function nameOf({ service, region, item, attributes = {} }: PriceQuery): string {
  const details = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return `"${[service, region, item, ...details].join(', ')}"`;
}

/** The different values in order, at most twelve of them. */
function listOf(values: readonly string[]): string {
  const different = [...new Set(values)].sort();
  const rest = different.length - 12;
  return different.slice(0, 12).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
