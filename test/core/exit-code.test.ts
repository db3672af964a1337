import { describe, expect, it } from 'vitest';
import { combineExitCodes, exitCode, exitCodeMeaning } from '../../core/exit-code.ts';

describe('combineExitCodes', () => {
  it.each([
    ['nothing applies', [], exitCode.ok],
    ['a bug hides everything', [exitCode.thresholdsFailed, exitCode.bug, exitCode.interrupted], exitCode.bug],
    [
      'no usable run comes before an interruption',
      [exitCode.interrupted, exitCode.scriptException],
      exitCode.scriptException,
    ],
    [
      'an interruption comes before an abort',
      [exitCode.abortedByScript, exitCode.interrupted],
      exitCode.interrupted,
    ],
    [
      'failed thresholds come before an invalid result',
      [exitCode.invalidResult, exitCode.thresholdsFailed],
      exitCode.thresholdsFailed,
    ],
    [
      'a mark by the script comes before thresholds',
      [exitCode.thresholdsFailed, exitCode.markedFailed],
      exitCode.markedFailed,
    ],
  ])('%s', (_, codes, combined) => expect(combineExitCodes(codes)).toBe(combined));

  it('keeps every code that stands alone', () => {
    for (const code of Object.values(exitCode)) expect(combineExitCodes([code])).toBe(code);
  });
});

it('every exit code has a meaning', () => {
  expect(Object.keys(exitCodeMeaning).map(Number).sort()).toEqual(Object.values(exitCode).map(Number).sort());
});
