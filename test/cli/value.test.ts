import { describe, expect, it } from 'vitest';
import {
  duration,
  keyValue,
  nonNegativeNumber,
  positiveNumber,
  ratePerSec,
  stage,
  wholeNumber,
} from '../../cli/value.ts';
import { nearMatches } from '../../core/near-match.ts';

describe('a value', () => {
  it.each([
    ['a whole number', wholeNumber(), '4', 4],
    ['zero where it is the least', wholeNumber(0), '0', 0],
    ['no fraction', wholeNumber(), '4.5', undefined],
    ['no negative number', wholeNumber(0), '-1', undefined],
    ['a positive number', positiveNumber, '0.5', 0.5],
    ['no zero', positiveNumber, '0', undefined],
    ['none that is too large for a number', positiveNumber, '1e400', undefined],
    ['zero where it may be', nonNegativeNumber, '0', 0],
    ['no empty text', positiveNumber, '', undefined],
    ['a duration of several units', duration, '1m30s', 90_000],
    ['no duration without a unit', duration, '90', undefined],
    ['a pair with an equals sign in its value', keyValue, 'A=b=c', ['A', 'b=c']],
    ['no pair without a name', keyValue, '=b', undefined],
    ['a stage', stage, '1m30s:20', { duration: '1m30s', target: 20 }],
    ['no stage with a third part', stage, '1m:2:3', undefined],
    ['a rate per second', ratePerSec, '50', 50],
    ['a rate per minute', ratePerSec, '600/m', 10],
    ['a rate per hour', ratePerSec, '3600/h', 1],
    ['no rate per day', ratePerSec, '5/d', undefined],
    ['no rate of zero', ratePerSec, '0/s', undefined],
  ])('is %s', (_, kind, text, value) => {
    expect(kind.parse(text)).toEqual(value);
  });
});

describe('near matches', () => {
  it.each([
    ['a missing letter', 'worker', ['workers']],
    ['swapped letters', 'wrokers', ['workers']],
    ['another case', 'WORKERS', ['workers']],
    ['the beginning of a word', 'work', ['workers', 'workload']],
    ['a part of a name', 'clean', ['tidy-and-clean']],
    ['nothing like any', 'zebra', []],
  ])('of %s', (_, word, expected) => {
    expect(nearMatches(word, ['workers', 'workload', 'targets', 'prepare', 'tidy-and-clean'])).toEqual(
      expected,
    );
  });
});
