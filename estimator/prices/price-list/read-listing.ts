import { LoadtestError } from '../../../core/errors.ts';
import type { PriceRow } from '../../../core/records/index.ts';
import { nameOf } from '../find-price.ts';
import type { ListedPrice, Listing } from './listing.ts';
import { amountsOf, type Product, parseProduct } from './product.ts';

export interface Answer {
  readonly listing: Listing;
  readonly region: string;
  /** The products that AWS gave, each as its document. */
  readonly documents: readonly unknown[];
  /** The day of the answer, which dates its prices. */
  readonly date: string;
}

export interface ListingPrices {
  readonly rows: readonly PriceRow[];
  /** Items that the region does not have, in words. */
  readonly absent: readonly string[];
}

/** What a usage type begins with outside of us-east-1, and for some services there too: `USE1-`, `APN1-`, `EU-`. */
const regionPrefix = /^(?:[A-Z]{3}\d{1,2}-|EU-)/;

/**
 * The prices in an answer of the Price List API. Exactly one product states each: where several do, throws PRICE_AMBIGUOUS
 * with all of their usage types; one that is for another region, or cannot be read, is refused.
 */
export function readListing({ listing, region, documents, date }: Answer): ListingPrices {
  const products = documents.map(parseProduct).filter(({ onDemand }) => onDemand.length > 0);
  const regionField = listing.regionField ?? 'regionCode';
  const stray = products.find(({ attributes }) => attributes[regionField] !== region);
  if (stray) {
    throw new LoadtestError(
      'RECORD_INVALID',
      `the Price List API gave "${stray.usageType}" of region "${stray.attributes[regionField] ?? 'none'}" for "${region}"`,
    );
  }
  const found = listing.prices.map((price) => ({ price, named: byItem(products, price) }));
  const common = { service: listing.service, region };
  refuseSeveral(
    found.flatMap(({ price, named }) =>
      [...named].map(([item, fitting]) => ({
        name: nameOf({ ...common, item, attributes: price.attributes ?? {} }),
        fitting,
      })),
    ),
  );
  return {
    rows: found.flatMap(({ price, named }) =>
      [...named].flatMap(([item, fitting]) =>
        fitting.flatMap((product) => rowsOf(product, { ...price, item }, { ...common, date })),
      ),
    ),
    absent: found.flatMap(({ price, named }) => {
      const item = typeof price.item === 'string' ? price.item : price.usageType;
      return named.size > 0 ? [] : [nameOf({ ...common, item, attributes: price.attributes ?? {} })];
    }),
  };
}

/** The products that state a price, by the item that they state. */
function byItem(products: readonly Product[], { item, usageType, where = {} }: ListedPrice) {
  const named = new Map<string, Product[]>();
  for (const product of products) {
    const isMeant = Object.entries(where).every(([key, value]) => (product.attributes[key] ?? '') === value);
    const own = typeof item === 'string' ? item : product.attributes[item.attribute];
    if (own === undefined || !isMeant) continue;
    if (product.usageType.replace(regionPrefix, '') !== usageType.replace(/\*$/, own)) continue;
    named.set(own, [...(named.get(own) ?? []), product]);
  }
  return named;
}

interface Claim {
  readonly name: string;
  readonly fitting: readonly Product[];
}

function refuseSeveral(claims: readonly Claim[]): void {
  const unclear = claims.filter(({ fitting }) => fitting.length > 1);
  if (unclear.length === 0) return;
  const lists = unclear.map(
    ({ name, fitting }) =>
      `${name}: ${fitting.map(({ usageType, sku }) => `${usageType} (${sku})`).join(', ')}`,
  );
  throw new LoadtestError(
    'PRICE_AMBIGUOUS',
    `the Price List API has several products for ${lists.join('; ')}`,
    { hint: 'no price was changed; give a custom price, or report which of these is meant' },
  );
}

function rowsOf(
  product: Product,
  { item, attributes, attributesOf, unit }: ListedPrice & { readonly item: string },
  { date, ...common }: Pick<PriceRow, 'service' | 'region' | 'date'>,
): PriceRow[] {
  const { sku, usageType, published } = product;
  const source = `AWS Price List API, ${usageType}${published === undefined ? '' : `, published ${published}`}, read ${date}`;
  return amountsOf(product, unit).map((amount) => ({
    ...common,
    item,
    attributes: { ...attributes, ...attributesOf?.(product.attributes) },
    ...amount,
    date,
    source,
    sku,
  }));
}
