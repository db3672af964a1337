import {
  formatBytes,
  formatCount,
  formatMs,
  formatPercent,
  formatRate,
  formatUsd,
} from '../core/quantity.ts';

/** What stands where a number is missing. */
export const absent = '–';

type Maybe = number | null | undefined;

/** Makes a formatter of numbers write a missing one as `absent`. */
const orAbsent = (format: (value: number) => string) => (value: Maybe) =>
  value === null || value === undefined || !Number.isFinite(value) ? absent : format(value);

/** To three digits. */
export const numberText = orAbsent(formatCount);
/** To three digits, per second. */
export const rateText = orAbsent(formatRate);
export const bytesText = orAbsent(formatBytes);
export const usdText = orAbsent(formatUsd);
export const coresText = orAbsent((cores) => `${formatCount(cores)} ${cores === 1 ? 'core' : 'cores'}`);

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Every digit of a whole number: `12,345`. */
export const countText = orAbsent((count) => whole.format(count));

/** To three digits below two minutes, then in hours, minutes and seconds. */
export const msText = orAbsent((ms) => {
  if (Math.abs(ms) < 120_000) return formatMs(ms);
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
});

/** A fraction as a percentage; what is not all never reads `100 %`. */
export const shareText = orAbsent((share) =>
  share < 1 && share > 0.9994 ? '>99.9 %' : formatPercent(share),
);

/** A time of the run as a clock: `1:05`, `1:00:05`, with milliseconds only where there are some: `0:00.250`. */
export const clockText = orAbsent((tMs) => {
  const seconds = Math.floor(Math.abs(tMs) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const restMs = Math.floor(Math.abs(tMs) % 1_000);
  const clock = hours > 0 ? `${hours}:${two(minutes)}` : `${minutes}`;
  return `${tMs < 0 ? '-' : ''}${clock}:${two(seconds % 60)}${restMs > 0 ? `.${String(restMs).padStart(3, '0')}` : ''}`;
});

/** A number with its unit: those of records, and `share`, `/s`, `cores`; any other unit is written after it. */
export function quantityText(value: Maybe, unit: string): string {
  switch (unit) {
    case 'ms':
      return msText(value);
    case 'bytes':
      return bytesText(value);
    case 'cores':
      return coresText(value);
    case 'share':
      return shareText(value);
    case '/s':
      return rateText(value);
    case '':
      return numberText(value);
    default:
      return value === null || value === undefined ? absent : `${numberText(value)} ${unit}`;
  }
}

/** `1 request`, `2 requests`. */
export function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
