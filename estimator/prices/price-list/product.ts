import { z } from 'zod';
import { LoadtestError } from '../../../core/errors.ts';
import type { PriceRow } from '../../../core/records/index.ts';
import { type Attributes, type ListedUnit, listedUnits } from './listing.ts';

const dimensionSchema = z.object({
  rateCode: z.string(),
  unit: z.string(),
  beginRange: z.string().default('0'),
  endRange: z.string().default('Inf'),
  pricePerUnit: z.record(z.string(), z.string()),
});

const productSchema = z.object({
  product: z.object({ sku: z.string(), attributes: z.record(z.string(), z.string()) }),
  publicationDate: z.string().optional(),
  terms: z.object({
    OnDemand: z
      .record(z.string(), z.object({ priceDimensions: z.record(z.string(), dimensionSchema) }))
      .default({}),
  }),
});

type Dimension = z.output<typeof dimensionSchema>;

/** One product of the Price List API. */
export interface Product {
  readonly sku: string;
  readonly attributes: Attributes;
  readonly usageType: string;
  /** The day on which AWS published the list, where it says so. */
  readonly published: string | undefined;
  /** Empty where it is sold by reservation alone. */
  readonly onDemand: readonly (readonly Dimension[])[];
}

/** A product's document, as AWS wrote it. Throws RECORD_INVALID where it is none. */
export function parseProduct(document: unknown): Product {
  const parsed = productSchema.safeParse(document);
  if (!parsed.success) {
    throw new LoadtestError('RECORD_INVALID', 'the Price List API gave a product that cannot be read', {
      cause: parsed.error,
    });
  }
  const { product, publicationDate, terms } = parsed.data;
  return {
    ...product,
    usageType: product.attributes.usagetype ?? '',
    published: publicationDate?.slice(0, 10),
    onDemand: Object.values(terms.OnDemand).map(({ priceDimensions }) => Object.values(priceDimensions)),
  };
}

type Amount = Pick<PriceRow, 'unit' | 'usd' | 'tier' | 'rateCode'>;

/**
 * What a product costs on demand: its tiers in order, in the book's unit, or one price without a tier. Throws
 * PRICE_AMBIGUOUS where that is not one price in USD, from nothing on without a gap or an overlap, in a unit that is known.
 */
export function amountsOf(product: Product, unit: ListedUnit): readonly Amount[] {
  const unclear = (why: string) =>
    new LoadtestError('PRICE_AMBIGUOUS', `the price of "${product.usageType}" (${product.sku}) ${why}`, {
      hint: 'give a custom price, or stay with the prices that come with this package',
    });
  const [dimensions = [], ...others] = product.onDemand;
  if (dimensions.length === 0 || others.length > 0)
    throw unclear(`has ${product.onDemand.length} terms on demand in place of one`);
  const { spelled, factor } = listedUnits[unit];
  const tiers = dimensions
    .map((dimension) => {
      if (!spelled.some((one) => one === dimension.unit.toLowerCase()))
        throw unclear(`is by "${dimension.unit}" and not by ${unit}`);
      const usd = Number(dimension.pricePerUnit.USD ?? Number.NaN);
      if (!(usd >= 0)) throw unclear('is not in USD');
      const from = Number(dimension.beginRange) / factor;
      const to = dimension.endRange === 'Inf' ? null : Number(dimension.endRange) / factor;
      return { from, to, usd: Number((usd * factor).toPrecision(12)), rateCode: dimension.rateCode };
    })
    .sort((a, b) => a.from - b.from);
  const isWhole = tiers.every(({ from }, i) => from === (i === 0 ? 0 : tiers[i - 1]?.to));
  if (!isWhole || tiers.at(-1)?.to !== null) {
    const ranges = tiers.map(({ from, to }) => `${from}–${to ?? 'Inf'}`).join(', ');
    throw unclear(`has tiers with a gap or an overlap: ${ranges}`);
  }
  if (tiers.every(({ usd }) => usd === 0)) throw unclear('is nothing');
  return tiers.map(({ from, to, ...amount }) => ({
    ...amount,
    unit,
    ...(tiers.length > 1 && { tier: { from, to } }),
  }));
}
