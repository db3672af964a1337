import { describe, expect, it } from 'vitest';
import { checkK6Args } from '../../../runner/plan/k6-args.ts';

describe('what is passed on to k6', () => {
  it.each([
    [
      'options that only concern k6 itself',
      ['--http-debug=full', '--dns', 'ttl=0', '-v', '--no-connection-reuse'],
    ],
    ['values that look like nothing', ['--user-agent', 'a -u b', '--local-ips', '127.0.0.1']],
    ['a negative number', ['--max-redirects', '-1']],
    ['a name that begins like a refused one', ['--summary-trend-stats=avg']],
    ['nothing', []],
  ])('may be %s', (_, args) => {
    expect(() => checkK6Args(args)).not.toThrow();
  });

  it.each([
    ['load', ['--vus', '3'], /^--vus cannot .*give it to loadtest, before the "--"/],
    ['load with its value attached', ['--duration=3s'], /^--duration cannot/],
    ['load by one letter', ['-u', '3'], /^-u cannot/],
    ['load by one letter with its value attached', ['-u10'], /^-u cannot/],
    ['load behind a switch', ['-vu10'], /^-u cannot/],
    [
      'tags, which would drop those of the script',
      ['--tag', 'a=b'],
      /^--tag cannot .*drop the script's own tags/,
    ],
    [
      'what starts and ends workers together',
      ['--paused=false', '-pl'],
      /^--paused cannot.*; -p cannot .*; -l cannot/,
    ],
    ['another output', ['-ojson=x'], /^-o cannot .*stream to the coordinator/],
    ['an output by its long name', ['--out', 'json'], /^--out cannot/],
    ['a segment', ['--execution-segment', '0:1/2'], /^--execution-segment cannot .*--workers/],
    ['what the guard decides', ['--blacklist-ip', '::/0'], /^--blacklist-ip cannot .*guard/],
    ['a log that loadtest cannot read', ['-q', '--log-format=raw'], /^-q cannot .*; --log-format cannot/],
    ['another kind of program', ['-tjs'], /^-t cannot .*archive/],
    ['help', ['-h'], /^-h cannot/],
  ])('may not be %s', (_, args, message) => {
    expect(() => checkK6Args(args)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message) }),
    );
  });
});
