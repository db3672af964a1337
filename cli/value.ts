import { parseDuration } from '../core/duration.ts';

/** What the text of an option may be; `parse` gives `undefined` for a text that is not `expected`. */
export interface ValueKind<T> {
  readonly expected: string;
  /** All values there are, if they can be listed. */
  readonly choices?: readonly string[];
  parse(text: string): T | undefined;
}

export const anyText: ValueKind<string> = { expected: 'a text', parse: (text) => text };

export function oneOf<const T extends string>(...choices: readonly T[]): ValueKind<T> {
  return {
    expected: `one of ${choices.join(', ')}`,
    choices,
    parse: (text) => choices.find((choice) => choice === text),
  };
}

export function wholeNumber(least = 1): ValueKind<number> {
  return {
    expected: `a whole number of at least ${least}`,
    parse: (text) => (/^\d+$/.test(text) && Number(text) >= least ? Number(text) : undefined),
  };
}

export const positiveNumber: ValueKind<number> = {
  expected: 'a number above 0',
  parse(text) {
    const value = /^\d*\.?\d+(e\d+)?$/i.test(text) ? Number(text) : 0;
    return value > 0 && value < Infinity ? value : undefined;
  },
};

export const nonNegativeNumber: ValueKind<number> = {
  expected: 'a number of at least 0',
  parse: (text) => (Number(text) === 0 && /^0?\.?0+$/.test(text) ? 0 : positiveNumber.parse(text)),
};

export const share: ValueKind<number> = {
  expected: 'a share above 0 and below 1, such as 0.6',
  parse(text) {
    const value = positiveNumber.parse(text);
    return value !== undefined && value < 1 ? value : undefined;
  },
};

export const listOfNames: ValueKind<readonly string[]> = {
  expected: 'names separated by commas',
  parse: (text) => text.split(',').map((name) => name.trim()),
};

/** Milliseconds from a text with a unit. */
export const duration: ValueKind<number> = {
  expected: 'a duration such as 30s or 1m30s',
  parse: (text) => (/[a-z]/.test(text) ? parseDuration(text) : undefined),
};

/** `K=V` as a pair; the value may be empty and may contain `=`. */
export const keyValue: ValueKind<readonly [key: string, value: string]> = {
  expected: 'NAME=VALUE',
  parse(text) {
    const at = text.indexOf('=');
    return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : undefined;
  },
};

/** `10s:5` as k6's stage: reach the target within the duration. */
export const stage: ValueKind<{ readonly duration: string; readonly target: number }> = {
  expected: 'DURATION:TARGET such as 10s:5',
  parse(text) {
    const [length = '', target = '', ...rest] = text.split(':');
    if (rest.length > 0 || duration.parse(length) === undefined || !/^\d+$/.test(target)) return undefined;
    return { duration: length, target: Number(target) };
  },
};

const perSecOf = { s: 1, m: 60, h: 3600 } as const;

/** Starts per second from `50`, `50/s`, `600/m` or `3600/h`. */
export const ratePerSec: ValueKind<number> = {
  expected: 'a rate above 0 such as 50/s or 600/m',
  parse(text) {
    const [amount = '', unit = 's', ...rest] = text.split('/');
    const value = positiveNumber.parse(amount);
    if (rest.length > 0 || value === undefined) return undefined;
    return unit === 's' || unit === 'm' || unit === 'h' ? value / perSecOf[unit] : undefined;
  },
};
