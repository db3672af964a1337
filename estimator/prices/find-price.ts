import { LoadtestError } from '../../core/errors.ts';
import type { PriceRow } from '../../core/records/index.ts';
import type { PriceBook } from './price-book.ts';

/** Which price is wanted; `attributes` are those that must be equal, the row may have more. */
export interface PriceQuery {
  readonly service: string;
  readonly region: string;
  readonly item: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * The one price that fits. None fits: PRICE_NOT_FOUND, naming what is known in its place, never another region's
 * price. Several fit: PRICE_AMBIGUOUS, listing them.
 */
export function findPrice(book: PriceBook, query: PriceQuery): PriceRow {
  const [found, ...others] = pricesOf(book, query);
  if (!found) throw notFound(book, query);
  if (others.length > 0) throw ambiguous(query, [found, ...others]);
  return found;
}

/**
 * The tiers of one price, from 0 on and without gaps; a price without tiers is one tier. Throws as `findPrice` does, and
 * PRICE_AMBIGUOUS where tiers overlap or leave a gap.
 */
export function findTiers(book: PriceBook, query: PriceQuery): readonly PriceRow[] {
  const found = pricesOf(book, query);
  const [first] = found;
  if (!first) throw notFound(book, query);
  if (first.tier === undefined && found.length === 1) return found;
  const sorted = [...found].sort((a, b) => fromOf(a) - fromOf(b));
  const follow = sorted.every(
    (row, i) => fromOf(row) === (i === 0 ? 0 : (sorted[i - 1]?.tier?.to ?? Number.NaN)),
  );
  if (!follow) throw ambiguous(query, sorted);
  return sorted;
}

/** Every price of an item that a region has, such as that of each EC2 type; empty where there is none. */
export function pricesOf(book: PriceBook, query: PriceQuery): readonly PriceRow[] {
  const ofItem = indexOf(book).get(indexKey(query)) ?? [];
  const wanted = Object.entries(query.attributes ?? {});
  return ofItem.filter((row) => wanted.every(([key, value]) => row.attributes[key] === value));
}

/** The rows of each item of a region, made once a book: a sizing looks up thousands of prices. */
const indexes = new WeakMap<PriceBook, ReadonlyMap<string, readonly PriceRow[]>>();

function indexOf(book: PriceBook): ReadonlyMap<string, readonly PriceRow[]> {
  const known = indexes.get(book);
  if (known) return known;
  const index = new Map<string, PriceRow[]>();
  for (const row of book.rows) {
    const rows = index.get(indexKey(row)) ?? [];
    rows.push(row);
    index.set(indexKey(row), rows);
  }
  indexes.set(book, index);
  return index;
}

const indexKey = ({ service, region, item }: PriceQuery) => `${service}|${region}|${item}`;

/**
 * USD for `quantity` units a month over the tiers of a price. Throws PRICE_NOT_FOUND for a quantity past the last tier.
 */
export function tieredUsd(tiers: readonly PriceRow[], quantity: number): number {
  const last = tiers.at(-1);
  const end = last?.tier?.to ?? Infinity;
  if (!last || quantity > end) {
    const name = last ? nameOf(last) : 'nothing';
    throw new LoadtestError('PRICE_NOT_FOUND', `the price of ${name} ends at ${end} ${last?.unit}`, {
      hint: 'give a custom price for larger amounts',
    });
  }
  return tiers.reduce((usd, row) => {
    const { from, to } = row.tier ?? { from: 0, to: null };
    return usd + Math.max(0, Math.min(quantity, to ?? Infinity) - from) * row.usd;
  }, 0);
}

const fromOf = ({ tier }: PriceRow) => tier?.from ?? 0;

function ambiguous(query: PriceQuery, rows: readonly PriceRow[]): LoadtestError {
  const list = rows.map(nameOf).join('; ');
  return new LoadtestError('PRICE_AMBIGUOUS', `${rows.length} prices fit ${nameOf(query)}: ${list}`, {
    hint: 'name the attributes that tell them apart',
  });
}

function notFound(book: PriceBook, query: PriceQuery): LoadtestError {
  const ofItem = book.rows.filter((row) => row.service === query.service && row.item === query.item);
  const inRegion = ofItem.filter((row) => row.region === query.region);
  const known = () => {
    if (inRegion.length > 0) return `known here: ${inRegion.map(nameOf).join('; ')}`;
    if (ofItem.length > 0) return `regions with it: ${listOf(ofItem.map((row) => row.region))}`;
    const ofService = book.rows.filter((row) => row.service === query.service);
    if (ofService.length > 0)
      return `known items of ${query.service}: ${listOf(ofService.map((row) => row.item))}`;
    return `known services: ${listOf(book.rows.map((row) => row.service))}`;
  };
  return new LoadtestError('PRICE_NOT_FOUND', `no price for ${nameOf(query)}; ${known()}`, {
    hint: 'read the region from AWS with loadtest prices update, or give a custom price',
  });
}

/** A price in words: service, region, item and what tells it from others. */
export function nameOf(price: PriceQuery & Pick<Partial<PriceRow>, 'tier'>): string {
  const { service, region, item, attributes = {}, tier } = price;
  const details = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  const range = tier ? [`from ${tier.from}`] : [];
  return `"${[service, region, item, ...details, ...range].join(', ')}"`;
}

/** The different values in order, at most twelve of them. */
function listOf(values: readonly string[]): string {
  const different = [...new Set(values)].sort();
  const rest = different.length - 12;
  return different.slice(0, 12).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
