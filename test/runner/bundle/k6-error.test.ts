import { describe, expect, it } from 'vitest';
import { headlineOf, parseK6LogLine, placeOfTrace, scriptError } from '../../../runner/bundle/k6-error.ts';

describe('a line of the log', () => {
  it.each([
    ['k6 says something', '{"level":"info","msg":"hi"}', { level: 'info', message: 'hi' }],
    [
      'k6 says what is behind it',
      '{"level":"warning","msg":"Request Failed","error":"no such host"}',
      { message: 'Request Failed: no such host' },
    ],
    ['the script printed it', '{"level":"info","msg":"hi","source":"console"}', { source: 'console' }],
  ])('tells that %s', (_, line, expected) => {
    expect(parseK6LogLine(line)).toMatchObject(expected);
  });

  it.each([
    ['plain text', 'panic: no'],
    ['JSON of another shape', '{"a":1}'],
    ['half a line', '{"level":"info","ms'],
    ['nothing', ''],
  ])('is none of k6: %s', (_, line) => {
    expect(parseK6LogLine(line)).toBeUndefined();
  });
});

describe('the place of a trace', () => {
  const rows: readonly [string, string, object | undefined][] = [
    [
      'a function',
      'Error: no\n\tat buy (file:///shop/cart.ts:12:3(7))',
      { file: '/root/shop/cart.ts', line: 12, column: 4 },
    ],
    [
      'the top of a module',
      'Error: no\n\tat file:///checkout.ts:3:9(30)',
      { file: '/root/checkout.ts', line: 3, column: 10 },
    ],
    [
      "the first of the user's own, below k6's",
      'Error: no\n\tat go.k6.io/k6/js/modules/k6/http.func1 (native)\n\tat default (file:///checkout.ts:8:2(4))',
      { line: 8 },
    ],
    [
      'a directory with blanks',
      'Error: no\n\tat default (file:///my shop/a.ts:8:2(4))',
      { file: '/root/my shop/a.ts' },
    ],
    ['nowhere', 'Error: no\n\tat native', undefined],
    ['nowhere, though its first line names a file', 'open file:///a.ts:1:1', undefined],
  ];
  it.each(rows)('is that of %s', (_, trace, place) => {
    if (place) expect(placeOfTrace(trace, '/root')).toMatchObject(place);
    else expect(placeOfTrace(trace, '/root')).toBeUndefined();
  });
});

describe('the headline', () => {
  it.each([
    ['is the first line', 'Error: no\n\tat a', 'Error: no'],
    ["is without k6's own prefix", 'GoError: no such file\n\tat a', 'no such file'],
    ['of one line is that', 'no', 'no'],
  ])('%s', (_, message, headline) => {
    expect(headlineOf(message)).toBe(headline);
  });
});

describe('why k6 refused a script', () => {
  const log = (...messages: readonly string[]) =>
    messages.map((msg) => JSON.stringify({ level: 'error', msg })).join('\n');

  it.each([
    [
      'an exception in init',
      107,
      log('Error: no\n\tat file:///a.ts:3:4(1)'),
      'SCRIPT_EXCEPTION',
      'scenario "shop" throws in init: Error: no',
    ],
    ['its options', 104, log('bad executor'), 'OPTIONS_INVALID', 'k6 refuses scenario "shop": bad executor'],
    [
      'anything else about the script',
      255,
      log('no such archive'),
      'SCRIPT_INVALID',
      'k6 refuses scenario "shop": no such archive',
    ],
    [
      'a port that is taken, which is not the script',
      106,
      log('listen: in use'),
      'WORKER_FAILED',
      'k6 failed: listen: in use',
    ],
    ['a crash of k6', 109, 'panic: no', 'WORKER_FAILED', 'k6 failed: panic: no'],
    ['a signal', null, '', 'WORKER_FAILED', 'k6 failed: '],
  ] as const)('is %s', (_, exitCode, text, code, message) => {
    expect(scriptError('shop', exitCode, text, '/root')).toMatchObject({ code, message });
  });

  it('is not what the script printed as an error', () => {
    const printed = JSON.stringify({ level: 'error', msg: 'hello', source: 'console' });
    expect(scriptError('shop', 107, `${printed}\n${log('Error: no')}`, '/').message).toContain('Error: no');
  });
});
