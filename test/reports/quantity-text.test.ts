import { describe, expect, it } from 'vitest';
import { clockText, msText, numberText, quantityText, shareText } from '../../reports/quantity-text.ts';

describe('numbers for readers', () => {
  it.each([
    ['a small number has three digits', numberText(0.041_34), '0.0413'],
    ['a middle number too', numberText(9.999), '10'],
    ['a large number is grouped', numberText(12_345.6), '12,346'],
    ['nothing is a dash', numberText(null), '–'],
    ['not a number is a dash', numberText(Number.NaN), '–'],
    ['below a second: milliseconds', msText(412.4), '412 ms'],
    ['from a second: seconds', msText(1_840), '1.84 s'],
    ['long: minutes and seconds', msText(125_000), '2 min 5 s'],
    ['an hour', msText(3_600_000), '1 h'],
    ['none failed', shareText(0), '0 %'],
    ['hardly any failed is not none', shareText(0.000_01), '<0.01 %'],
    ['nearly all is not all', shareText(0.999_99), '>99.99 %'],
    ['a small share', shareText(0.0042), '0.42 %'],
    ['bytes', quantityText(1_536, 'bytes'), '1.5 KiB'],
    ['one core', quantityText(1, 'cores'), '1 core'],
    ['a unit that is not ours', quantityText(12, 'connections'), '12 connections'],
    ['a clock', clockText(65_250), '1:05.250'],
    ['a clock before the start', clockText(-1_000), '-0:01'],
    ['a clock with hours', clockText(3_661_000), '1:01:01'],
  ])('%s', (_, text, expected) => expect(text).toBe(expected));
});
