import type { PriceRow } from '../../core/records/index.ts';
import { keyOf } from './custom-prices.ts';
import type { PriceBook } from './price-book.ts';

/** A price that two books disagree about; `null` where one of them does not have it. */
export interface PriceChange {
  readonly price: PriceRow;
  readonly fromUsd: number | null;
  readonly toUsd: number | null;
}

/** The prices that are new, gone, or different in `to`, in the order of the books. */
export function comparePrices(from: PriceBook, to: PriceBook): readonly PriceChange[] {
  const before = new Map(from.rows.map((row) => [keyOf(row), row]));
  const after = new Map(to.rows.map((row) => [keyOf(row), row]));
  const changed = to.rows.flatMap((price): PriceChange[] => {
    const fromUsd = before.get(keyOf(price))?.usd ?? null;
    return fromUsd === price.usd ? [] : [{ price, fromUsd, toUsd: price.usd }];
  });
  const gone = from.rows.filter((row) => !after.has(keyOf(row)));
  return [...changed, ...gone.map((price) => ({ price, fromUsd: price.usd, toUsd: null }))];
}
