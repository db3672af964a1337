import { describe, expect, it } from 'vitest';
import { isAcceptedK6, parseK6Version } from '../../../runner/k6/version.ts';

describe('parseK6Version', () => {
  it.each([
    ['an official build', 'k6 v2.2.0 (commit/1234abcd, go1.26.1, linux/amd64)\n', '2.2.0'],
    ['a build from the module', 'k6 v2.2.0 (go1.26.8, linux/amd64)\n', '2.2.0'],
    ['a renamed program', 'k6-v2.1.0 v2.2.0 (go1.26.8, linux/amd64)\n', '2.2.0'],
    ['a pre-release', 'k6 v2.3.0-rc1 (go1.26.8, linux/amd64)\n', '2.3.0-rc1'],
    ['a build with extensions', 'k6 v2.2.1 (go1.26.8, linux/amd64)\nExtensions:\n  x v9.9.9, x\n', '2.2.1'],
    ['another program', 'usage: k6 [options]\n', undefined],
    ['nothing', '', undefined],
  ])('reads %s', (_, text, version) => {
    expect(parseK6Version(text)).toBe(version);
  });
});

describe('isAcceptedK6', () => {
  it.each([
    ['2.2.0', true],
    ['2.2.9', true],
    ['2.10.0', true],
    ['2.3.0-rc1', true],
    ['2.2.1-rc1', true],
    ['2.2.0-rc1', false],
    ['2.1.9', false],
    ['1.9.0', false],
    ['0.57.0', false],
    ['3.0.0', false],
    ['3.0.0-rc1', false],
    ['two', false],
  ])('%s: %s', (version, accepted) => {
    expect(isAcceptedK6(version)).toBe(accepted);
  });
});
