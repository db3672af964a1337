import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../core/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['seconds', '30s', 30_000],
    ['minutes and seconds', '1m30s', 90_000],
    ['a fraction', '1.5h', 5_400_000],
    ['a fraction without its zero', '.5s', 500],
    ['milliseconds', '500ms', 500],
    ['microseconds as Go prints them', '1.5µs', 0.0015],
    ['days before hours', '1d12h', 129_600_000],
    ['a bare number in a text, milliseconds', '1500', 1_500],
    ['a number, milliseconds', 1_500.5, 1_500.5],
    ['zero', '0s', 0],
  ])('reads %s', (_, text, ms) => expect(parseDuration(text)).toBeCloseTo(ms, 9));

  it.each([
    ['nothing', ''],
    ['an unknown unit', '3 weeks'],
    ['a negative duration', '-5s'],
    ['a fraction of a day, which k6 refuses', '1.5d'],
    ['days after hours, which k6 refuses', '12h1d'],
    ['a number that is not finite', Number.POSITIVE_INFINITY],
    ['a negative number', -1],
  ])('gives nothing for %s', (_, text) => expect(parseDuration(text)).toBeUndefined());
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [90_000, '1m30s'],
    [90_250, '1m30s250ms'],
    [90_000_000, '25h'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('is read back as it was, to the millisecond', () => {
    fc.assert(fc.property(fc.nat(10 ** 10), (ms) => parseDuration(formatDuration(ms)) === ms));
  });
});
