/** A family of units, the largest first; one table both writes and reads. */
type Units = readonly (readonly [suffix: string, factor: number])[];

const bytes: Units = [
  [' TiB', 2 ** 40],
  [' GiB', 2 ** 30],
  [' MiB', 2 ** 20],
  [' KiB', 2 ** 10],
  [' B', 1],
];

const counts: Units = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
];

const times: Units = [
  [' s', 1_000],
  [' ms', 1],
  [' µs', 1e-3],
];

const shares: Units = [[' %', 0.01]];

/** Bytes to three digits: `1.5 MiB`. */
export function formatBytes(value: number): string {
  return format(value, bytes, ' B');
}

/** The bytes of `1.5 MiB` or `1.5MiB`; `undefined` if the text is none. */
export function parseBytes(text: string): number | undefined {
  return parse(text, bytes);
}

/** A number to three digits: `1.23k`, `45`, `0.5`. */
export function formatCount(value: number): string {
  return format(value, counts, '');
}

/** The number that `200k`, `1.5M` or `37` stands for; `undefined` if the text is none. */
export function parseCount(text: string): number | undefined {
  return parse(text, counts);
}

/** What happens per second, to three digits: `1.23k/s`. */
export function formatRate(perSec: number): string {
  return `${formatCount(perSec)}/s`;
}

/** A time in milliseconds to three digits, in the unit that suits it: `1.23 s`, `45 ms`, `320 µs`. */
export function formatMs(durationMs: number): string {
  return format(durationMs, times, ' ms');
}

/** A share (0–1) to three digits: `formatPercent(0.0123)` is `1.23 %`. */
export function formatPercent(share: number): string {
  return format(share, shares, ' %');
}

/** The share (0–1) that `1.23 %` or `1.23%` stands for; `undefined` if the text is none. */
export function parsePercent(text: string): number | undefined {
  return parse(text, shares);
}

/** US dollars: whole ones from 100, cents below, three digits below a cent: `$1,234`, `$12.30`, `$0.00042`. */
export function formatUsd(usd: number): string {
  const size = Math.abs(usd);
  const digits =
    size > 0 && size < 0.01
      ? { maximumSignificantDigits: 3 }
      : { minimumFractionDigits: size < 100 ? 2 : 0, maximumFractionDigits: size < 100 ? 2 : 0 };
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', ...digits }).format(usd);
}

function format(value: number, units: Units, zeroSuffix: string): string {
  if (value === 0) return `0${zeroSuffix}`;
  const [suffix, factor] = units.find(([, size]) => Math.abs(threeDigits(value / size)) >= 1) ??
    units.at(-1) ?? ['', 1];
  return `${threeDigits(value / factor)}${suffix}`;
}

/** Rounded to three significant digits; whole numbers are never cut. */
function threeDigits(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

function parse(text: string, units: Units): number | undefined {
  const [, number = '', written = ''] = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(\D*)$/.exec(text.trim()) ?? [];
  const unit = units.find(([suffix]) => suffix.trim() === written);
  return number === '' || !unit ? undefined : Number(number) * unit[1];
}
