import type { Commitment, Confidence, CostLine, Estimate, PriceRow } from '../core/records/index.ts';
import { numberText, shareText, usdText } from './quantity-text.ts';

/** A line of the monthly bill in words. */
export interface BillText {
  readonly text: string;
  readonly quantity: string;
  readonly usd: string;
  readonly share: string;
  /** When its price was seen, and its SKU where that is known. */
  readonly origin: string;
}

/** An input, and the bill at its tenth and its ninetieth percentile. */
export interface TornadoText {
  readonly input: string;
  readonly low: string;
  readonly high: string;
}

/** A price, where it comes from, and whether the recommended option pays it. */
export interface PriceText {
  readonly price: string;
  readonly source: string;
  readonly isPaid: boolean;
}

/** What every estimate says in words, whatever it sizes. */
export interface AnswerText {
  readonly title: string;
  readonly scope: string;
  /** What to take, and what decides it. */
  readonly answer: string;
  readonly warnings: readonly string[];
  /** What the answer rests on: a name and what was found. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  /** What the recommended option costs, the dearest line first. */
  readonly bill: readonly BillText[];
  /** What moves the bill of the recommended option, the most first. */
  readonly tornado: readonly TornadoText[];
  readonly assumptions: readonly string[];
  readonly prices: readonly PriceText[];
  readonly rejected: readonly string[];
}

type Grounds = 'tornado' | 'assumptions' | 'prices' | 'rejected';

/** What moves any estimate, what it assumes, pays and leaves out; `chosen` is the recommended option's bill. */
export function groundsOf(
  { tornado, assumptions, prices, rejected }: Pick<Estimate, Grounds>,
  chosen: readonly CostLine[],
): Pick<AnswerText, Grounds> {
  const paid = new Set(chosen.flatMap((line) => line.prices));
  return {
    tornado: tornado.map(({ input, lowUsd, highUsd }) => ({
      input,
      low: usdText(lowUsd),
      high: usdText(highUsd),
    })),
    assumptions: assumptions.map(sentence),
    prices: prices.map((price, place) => describePrice(price, paid.has(place))),
    rejected: rejected.map(
      ({ platform, architecture, size, reason, fix }) =>
        `${platform} ${architecture}, ${size}: ${reason}${fix === undefined ? '' : `: ${fix}`}`,
    ),
  };
}

/** Lines of a bill of so much a month, the dearest first. */
export function billText(
  lines: readonly CostLine[],
  usdPerMonth: number,
  prices: readonly PriceRow[],
): readonly BillText[] {
  return [...lines]
    .sort((a, b) => b.usdPerMonth - a.usdPerMonth)
    .map(({ text, quantity, unit, usdPerMonth: usd, prices: places }: CostLine) => ({
      text,
      quantity: `${numberText(quantity)} ${unit}`,
      usd: usdText(usd),
      share: shareText(usd / usdPerMonth),
      origin: [...new Set(places.flatMap((place) => originOf(prices[place])))].join('; '),
    }));
}

function originOf(price: PriceRow | undefined): string[] {
  return price ? [price.sku === undefined ? price.date : `${price.date}, SKU ${price.sku}`] : [];
}

export function confidenceFact({ grade, reasons }: Confidence): AnswerText['facts'][number] {
  return ['Confidence', [`grade ${grade}`, ...reasons].join('\n')];
}

/** What a Savings Plan would save. */
export function commitmentText(commitment: Commitment): string {
  const { discount, usdPerHour, savedUsdPerMonth, breakEvenShare } = commitment;
  if (usdPerHour === 0)
    return `no Savings Plan at ${shareText(discount)} off pays: it would have to be used in more than ${shareText(breakEvenShare)} of the time`;
  const best = `${usdPerHour.toFixed(3)} USD an hour of a Savings Plan at ${shareText(discount)} off saves ${usdText(savedUsdPerMonth)} a month`;
  return `${best}; it pays where it is used in more than ${shareText(breakEvenShare)} of the time`;
}

/** To whole per cent. */
export function percent(share: number): string {
  return shareText(Number(share.toFixed(2)));
}

/** The text with a capital. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function describePrice(
  { service, item, attributes, region, usd, unit, date, source }: PriceRow,
  isPaid: boolean,
): PriceText {
  const name = [service, item, ...Object.values(attributes), region].join(', ');
  return { price: `${name}: $${usd} per ${unit} (${date})`, source, isPaid };
}
