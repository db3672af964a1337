import { describe, expect, it } from 'vitest';
import {
  clockText,
  countText,
  msText,
  numberText,
  quantityText,
  shareText,
} from '../../reports/quantity-text.ts';

describe('numbers for readers', () => {
  it.each([
    ['a number to three digits', numberText(0.041_34), '0.0413'],
    ['nothing is a dash', numberText(null), '–'],
    ['not a number is a dash', numberText(Number.NaN), '–'],
    ['a count keeps every digit', countText(12_345.2), '12,345'],
    ['below two minutes: three digits', msText(1_840), '1.84 s'],
    ['long: minutes and seconds', msText(125_000), '2 min 5 s'],
    ['an hour', msText(3_600_000), '1 h'],
    ['none failed', shareText(0), '0 %'],
    ['hardly any failed is not none', shareText(0.000_01), '0.001 %'],
    ['nearly all is not all', shareText(0.999_99), '>99.9 %'],
    ['bytes', quantityText(1_536, 'bytes'), '1.5 KiB'],
    ['one core', quantityText(1, 'cores'), '1 core'],
    ['a unit that is not ours', quantityText(12, 'connections'), '12 connections'],
    ['a clock', clockText(65_250), '1:05.250'],
    ['a clock before the start', clockText(-1_000), '-0:01'],
    ['a clock with hours', clockText(3_661_000), '1:01:01'],
  ])('%s', (_, text, expected) => expect(text).toBe(expected));
});
