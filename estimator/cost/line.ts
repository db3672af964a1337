import type { CostGroup, PriceRow } from '../../core/records/index.ts';
import { tieredUsd } from '../prices/find-price.ts';

/** Hours that a month's price is counted with. */
export const hoursPerMonth = 730;

/** A line of the bill with its prices themselves; the record holds their places. */
export interface Line {
  readonly group: CostGroup;
  readonly text: string;
  /** Units of a month. */
  readonly quantity: number;
  readonly unit: string;
  readonly usdPerMonth: number;
  readonly prices: readonly PriceRow[];
}

/** What is there all month: `amount` of it, priced by the hour. */
export function hourLine(group: CostGroup, text: string, price: PriceRow, amount: number): Line {
  return tierLine(group, text, [price], amount * hoursPerMonth);
}

/** What is used in a month, priced by the tiers of a price; `quantity` is in the price's unit. */
export function tierLine(group: CostGroup, text: string, tiers: readonly PriceRow[], quantity: number): Line {
  const unit = tiers[0]?.unit ?? '';
  return { group, text, quantity, unit, usdPerMonth: tieredUsd(tiers, quantity), prices: tiers };
}

/** What the lines sum to, to the cent. */
export function totalUsd(lines: readonly Line[]): number {
  return toCents(lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0));
}

export function toCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
