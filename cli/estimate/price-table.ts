import type { PriceRow } from '../../core/records/index.ts';
import type { PriceBook, PriceChange } from '../../estimator/index.ts';

/** The prices of a region, or of all, with every word of a text in their service, item or attributes. */
export function searchPrices(
  { rows }: PriceBook,
  text = '',
  region: string | undefined = undefined,
): readonly PriceRow[] {
  const words = text.toLowerCase().split(/\s+/);
  return rows.filter((row) => {
    const described = [row.service, row.item, ...Object.values(row.attributes)].join(' ').toLowerCase();
    return (region ?? row.region) === row.region && words.every((word) => described.includes(word));
  });
}

/** Prices as lines of a table, its head first. */
export function priceRows(prices: readonly PriceRow[]): readonly (readonly string[])[] {
  const head = ['Service', 'Region', 'Item', 'What', 'USD', 'Per', 'Date'];
  return [head, ...prices.map((price) => [...priceCells(price), String(price.usd), price.unit, price.date])];
}

/** Differences of prices as lines of a table, its head first. */
export function changeRows(changes: readonly PriceChange[]): readonly (readonly string[])[] {
  const head = ['Service', 'Region', 'Item', 'What', 'From', 'To', 'Per'];
  const usd = (amount: number | null) => (amount === null ? '–' : String(Number(amount.toPrecision(10))));
  return [
    head,
    ...changes.map(({ price, fromUsd, toUsd }) => [
      ...priceCells(price),
      usd(fromUsd),
      usd(toUsd),
      price.unit,
    ]),
  ];
}

function priceCells({ service, region, item, attributes, tier }: PriceRow): string[] {
  const range = tier ? [`from ${tier.from}`] : [];
  return [service, region, item, [...Object.values(attributes), ...range].join(', ')];
}
