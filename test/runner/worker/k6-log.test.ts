import { describe, expect, it } from 'vitest';
import { K6Log } from '../../../runner/worker/k6-log.ts';

function follow(lines: readonly string[]): { log: K6Log; passedOn: string[] } {
  const passedOn: string[] = [];
  const log = new K6Log((line) => passedOn.push(line));
  for (const line of lines) log.add(line);
  return { log, passedOn };
}

const line = (fields: object) => JSON.stringify({ level: 'info', ...fields });
const exception = (msg: string) => line({ level: 'error', source: 'stacktrace', msg });
const failure = (url: string, error: string) =>
  line({ level: 'warning', msg: 'Request Failed', error: `Get "${url}": ${error}` });

describe('the log of a k6', () => {
  it('counts an exception every time it is thrown, and passes it on three times', () => {
    const { log, passedOn } = follow(new Array<string>(100_000).fill(exception('Error: no\n\tat a')));
    expect(log.exceptions).toEqual({ 'Error: no\n\tat a': 100_000 });
    expect(passedOn).toHaveLength(3);
  });

  it('knows a hundred exceptions apart and counts all others as one', () => {
    const { log, passedOn } = follow(Array.from({ length: 1_000 }, (_, i) => exception(`Error: ${i}`)));
    expect(Object.keys(log.exceptions)).toHaveLength(101);
    expect(log.exceptions).toMatchObject({ 'Error: 0': 1, 'other exceptions': 900 });
    expect(passedOn).toHaveLength(103);
  });

  it('takes exceptions of any length without growing with them', () => {
    const { log } = follow([exception(`Error: ${'x'.repeat(1e6)}`), exception(`Error: ${'x'.repeat(2e6)}`)]);
    expect(Object.entries(log.exceptions)).toEqual([[expect.stringMatching(/^Error: x{1993}$/), 2]]);
    expect(log.tail.length).toBeLessThan(10_000);
  });

  it('passes on everything that the script prints', () => {
    const printed = Array.from({ length: 50 }, () => line({ source: 'console', msg: 'hello' }));
    expect(follow(printed).passedOn).toEqual(printed);
  });

  it('passes on of what k6 says of every request the first few of a kind', () => {
    const failures = Array.from({ length: 50 }, (_, i) => failure(`http://shop/${i}`, 'connection refused'));
    const { passedOn } = follow([...failures, failure('http://shop/', 'no such host')]);
    expect(passedOn).toEqual([...failures.slice(0, 3), failure('http://shop/', 'no such host')]);
  });

  it('passes on what is not in its own format, such as a crash', () => {
    expect(follow(['panic: runtime error', '', 'goroutine 1 [running]:']).passedOn).toEqual([
      'panic: runtime error',
      'goroutine 1 [running]:',
    ]);
  });

  it('keeps the last fifty lines', () => {
    const { log } = follow(Array.from({ length: 60 }, (_, i) => `line ${i}`));
    expect(log.tail.split('\n')).toEqual(Array.from({ length: 50 }, (_, i) => `line ${i + 10}`));
  });
});
