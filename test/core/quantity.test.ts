import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatMs,
  formatPercent,
  formatRate,
  formatUsd,
  parseBytes,
  parseCount,
  parsePercent,
} from '../../core/quantity.ts';

describe('formats', () => {
  it.each([
    [formatBytes, 0, '0 B'],
    [formatBytes, 1_023, '1023 B'],
    [formatBytes, 1_536, '1.5 KiB'],
    [formatBytes, 536_870_912, '512 MiB'],
    [formatBytes, 2 ** 40, '1 TiB'],
    [formatCount, 0, '0'],
    [formatCount, 45, '45'],
    [formatCount, 0.1234, '0.123'],
    [formatCount, 1_234, '1.23k'],
    [formatCount, 999.7, '1k'],
    [formatCount, -2_500_000, '-2.5M'],
    [formatRate, 1_234, '1.23k/s'],
    [formatMs, 0, '0 ms'],
    [formatMs, 0.32, '320 µs'],
    [formatMs, 45, '45 ms'],
    [formatMs, 45.678, '45.7 ms'],
    [formatMs, 999.9, '1 s'],
    [formatMs, 1_234, '1.23 s'],
    [formatMs, 125_400, '125 s'],
    [formatPercent, 0, '0 %'],
    [formatPercent, 0.0123, '1.23 %'],
    [formatPercent, 0.00004, '0.004 %'],
    [formatPercent, 1, '100 %'],
    [formatUsd, 0, '$0.00'],
    [formatUsd, 0.00042, '$0.00042'],
    [formatUsd, 12.3, '$12.30'],
    [formatUsd, 1_234.4, '$1,234'],
    [formatUsd, -5, '-$5.00'],
  ])('%o writes %d as %s', (write, value, text) => expect(write(value)).toBe(text));
});

describe('parse', () => {
  it.each([
    [parseBytes, '1.5 MiB', 1_572_864],
    [parseBytes, '2GiB', 2 ** 31],
    [parseCount, '200k', 200_000],
    [parseCount, '37', 37],
    [parsePercent, '1 %', 0.01],
    [parsePercent, '99.9%', 0.999],
  ])('%o reads %s', (read, text, value) => expect(read(text)).toBeCloseTo(value, 9));

  it.each([
    [parseBytes, '12'],
    [parseBytes, '12 MB'],
    [parseCount, '12 users'],
    [parseCount, ''],
    [parseCount, '1,000'],
    [parsePercent, '5'],
  ])('%o refuses %j', (read, text) => expect(read(text)).toBeUndefined());

  it.each([
    ['bytes', formatBytes, parseBytes],
    ['counts', formatCount, parseCount],
    ['percentages', formatPercent, parsePercent],
  ] as const)('reads back %s as they were written, to three digits', (_, write, read) => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e13, noNaN: true }), (value) => {
        const back = read(write(value)) ?? Number.NaN;
        expect(Math.abs(back / value - 1)).toBeLessThan(0.0051);
        expect(write(back)).toBe(write(value));
      }),
    );
  });
});
