import { describe, expect, it } from 'vitest';
import { cli, countOf, planOf, resultOf } from './harness.ts';

const options = "export const options = { vus: 1, duration: '1s' };";

/** Runs a script of these lines; a place in it is `script.ts:LINE`. */
function run(lines: readonly string[], ...flags: readonly string[]) {
  const files = { 'script.ts': `${lines.join('\n')}\n` };
  return cli(['run', 'script.ts', ...flags], { files });
}

describe('a script that throws', () => {
  it('in setup sends no load, and the error has its place', async () => {
    const { exitCode, stdout, stderr, directory, survivors } = await run([
      options,
      'export function setup() {',
      '  const token: string | undefined = undefined;',
      '  return token!.length;',
      '}',
      'export default function () {}',
    ]);

    expect(stderr).toMatch(
      /^error: scenario "script" throws in setup: TypeError: .*length.*\n {2}at .*script\.ts:4:\d+\n$/m,
    );
    expect({ exitCode, stdout, survivors }).toEqual({ exitCode: 107, stdout: '', survivors: [] });
    expect(resultOf(directory)).toMatchObject({
      exitCode: 107,
      verdict: 'fail',
      end: { by: 'failure' },
      failure: { code: 'SCRIPT_EXCEPTION', places: [{ line: 4 }] },
      durationMs: 0,
    });
  });

  it('in teardown has measured all the same', async () => {
    const { exitCode, stderr, directory, survivors } = await run([
      "import { sleep } from 'k6';",
      options,
      'export default function () { sleep(0.1); }',
      'export function teardown() {',
      "  throw new Error('still logged in');",
      '}',
    ]);

    expect(stderr).toMatch(
      /^error: scenario "script" throws in teardown: Error: still logged in\n {2}at .*script\.ts:5:\d+\n$/m,
    );
    expect({ exitCode, survivors }).toEqual({ exitCode: 107, survivors: [] });
    const result = resultOf(directory);
    const { end, failure } = result;
    expect({ end, code: failure?.code }).toEqual({ end: { by: 'schedule' }, code: 'SCRIPT_EXCEPTION' });
    expect(countOf(result, 'iterations')).toBeGreaterThan(0);
  });

  it('in one iteration of many is suspect, and says where', async () => {
    const { exitCode, stderr, directory } = await run([
      "import { sleep } from 'k6';",
      options,
      'export default function () {',
      '  sleep(0.005);',
      "  if (__ITER === 1) throw new Error('second');",
      '}',
    ]);

    const { verdict, validity, exceptions } = resultOf(directory);
    expect(exceptions).toEqual([{ message: 'Error: second', place: 'script.ts:5:27', count: 1 }]);
    expect(validity.reasons).toContainEqual(
      expect.objectContaining({ code: 'exceptions', level: 'suspect' }),
    );
    expect({ exitCode, verdict }).toEqual({ exitCode: 0, verdict: 'pass' });
    expect(stderr).toContain('error: Error: second (script.ts:5:27)\n');
  });

  it('in one iteration of ten is invalid', async () => {
    const { exitCode, directory } = await run([
      "import { sleep } from 'k6';",
      options,
      'export default function () {',
      '  sleep(0.1);',
      "  if (__ITER === 1) throw new Error('second');",
      '}',
    ]);

    const { validity } = resultOf(directory);
    expect(validity.reasons).toContainEqual(
      expect.objectContaining({ code: 'exceptions', level: 'invalid' }),
    );
    expect({ exitCode, level: validity.level }).toEqual({ exitCode: 4, level: 'invalid' });
  });

  it('in every iteration fails, and says it once for all of them', async () => {
    const { exitCode, stderr, directory, survivors } = await run(
      [
        "import { sleep } from 'k6';",
        options,
        'export default function () {',
        '  sleep(0.05);',
        '  __ENV.NOTHING.trim();',
        '}',
      ],
      '--workers',
      '2',
      '--vus',
      '2',
    );

    const result = resultOf(directory);
    const { exceptions, verdict } = result;
    const iterations = countOf(result, 'iterations');
    expect(iterations).toBeGreaterThan(10);
    expect(exceptions).toMatchObject([{ place: 'script.ts:5:9', count: iterations }]);
    expect({ exitCode, verdict, survivors }).toEqual({ exitCode: 107, verdict: 'fail', survivors: [] });
    expect(stderr.match(/script\.ts:5:9/g)?.length).toBeLessThanOrEqual(6);
  });
});

describe('a script that ends the run', () => {
  it('by exec.test.abort() stops every worker, tears down and exits 108', async () => {
    const { exitCode, stderr, directory, durationMs, survivors } = await run(
      [
        "import exec from 'k6/execution';",
        "import { sleep } from 'k6';",
        "export const options = { vus: 2, duration: '60s' };",
        'export default function () {',
        '  sleep(0.3);',
        "  if (exec.vu.idInTest === 1) exec.test.abort('stock is empty');",
        '}',
        "export function teardown() { console.log('torn down'); }",
      ],
      '--workers',
      '2',
    );

    expect({ exitCode, survivors }).toEqual({ exitCode: 108, survivors: [] });
    expect(durationMs).toBeLessThan(20_000);
    expect(stderr).toMatch(/test aborted: stock is empty at \w+ \(script\.ts:6:\d+\)\n/);
    expect(stderr).toContain('torn down');
    const message = expect.stringMatching(/^stock is empty at \w+ \(script\.ts:6:\d+\)$/);
    expect(resultOf(directory)).toMatchObject({
      verdict: 'fail',
      end: { by: 'script', message },
      exitCode: 108,
    });
  });

  it('by exec.test.fail() runs to its end, is failed and exits 110', async () => {
    const { exitCode, stderr, directory } = await run([
      "import exec from 'k6/execution';",
      "import { sleep } from 'k6';",
      options,
      'export default function () {',
      '  sleep(0.1);',
      "  if (__ITER === 2) exec.test.fail('an order is missing');",
      '}',
    ]);

    expect(exitCode).toBe(110);
    expect(stderr).toContain('test marked as failed: an order is missing');
    expect(resultOf(directory)).toMatchObject({ verdict: 'fail', end: { by: 'schedule' }, exitCode: 110 });
  });
});

describe('--json of a run that failed', () => {
  it('has the result on stdout and one line on stderr', async () => {
    const { exitCode, stdout, stderr, directory } = await run(
      [options, "export function setup() { throw new Error('no login'); }", 'export default function () {}'],
      '--json',
    );

    expect(exitCode).toBe(107);
    expect(JSON.parse(stdout)).toEqual(resultOf(directory));
    expect(JSON.parse(stdout).bundleDigest).toBe(planOf(directory).bundleDigest);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'SCRIPT_EXCEPTION', exitCode: 107 });
  });
});
