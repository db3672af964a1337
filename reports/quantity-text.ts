/** What stands where a number is missing. */
export const absent = '–';

type Maybe = number | null | undefined;

/** Wraps a formatter of numbers so that a missing one reads `absent`. */
const orAbsent = (format: (value: number) => string) => (value: Maybe) =>
  value === null || value === undefined || !Number.isFinite(value) ? absent : format(value);

const withDecimals = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }),
);
const threeDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** Three significant digits, never fewer than the integer part: `1,234`, `412`, `41.3`, `4.13`, `0.0413`. */
export const numberText = orAbsent((value) => {
  const size = Math.abs(value);
  if (size < 1) return threeDigits.format(value);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return (withDecimals[digits] ?? threeDigits).format(value);
});

export const countText = orAbsent((count) => new Intl.NumberFormat('en-US').format(Math.round(count)));
export const rateText = orAbsent((perSec) => `${numberText(perSec)}/s`);
export const coresText = orAbsent((cores) => `${numberText(cores)} ${cores === 1 ? 'core' : 'cores'}`);
export const usdText = orAbsent(
  (usd) =>
    `$${new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(usd)}`,
);

/** Milliseconds below one second, seconds below two minutes, then minutes and seconds. */
export const msText = orAbsent((ms) => {
  if (Math.abs(ms) < 1_000) return `${numberText(ms)} ms`;
  if (Math.abs(ms) < 120_000) return `${numberText(ms / 1_000)} s`;
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

/** A fraction as a percentage; what is neither none nor all never reads `0 %` or `100 %`. */
export const shareText = orAbsent((share) => {
  if (share > 0 && share < 0.0001) return '<0.01 %';
  if (share < 1 && share > 0.9999) return '>99.99 %';
  const digits = share > 0 && share < 1 && (share < 0.1 || share > 0.99) ? 2 : 1;
  return `${(withDecimals[digits] ?? threeDigits).format(share * 100)} %`;
});

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export const bytesText = orAbsent((bytes) => {
  const power = bytes <= 0 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${numberText(bytes / 1024 ** power)} ${byteUnits[power] ?? 'B'}`;
});

/** A time of the run as a clock: `1:05`, `1:00:05`, with milliseconds only where there are some: `0:00.250`. */
export const clockText = orAbsent((tMs) => {
  const seconds = Math.floor(Math.abs(tMs) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const restMs = Math.round(Math.abs(tMs) % 1_000);
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
