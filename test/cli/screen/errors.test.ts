import { describe, expect, it } from 'vitest';
import { defineCommand } from '../../../cli/command.ts';
import { LoadtestError } from '../../../core/errors.ts';
import { cli } from '../harness.ts';

describe('errors', () => {
  const failing = (error: unknown) => {
    const command = defineCommand({
      name: 'fail',
      summary: 'throw',
      args: {},
      options: {},
      examples: [],
      run: () => Promise.reject(error),
    });
    return [command];
  };
  const expected = new LoadtestError('CONFIG_INVALID', 'the configuration has a problem', {
    hint: 'mend it',
    places: [
      { file: 'loadtest.config.ts', line: 3, column: 5, message: 'workers must be > 0, got 0' },
      { file: 'x.ts' },
    ],
  });

  it('that are expected are a sentence, places and a hint, with their own exit code', async () => {
    const { exitCode: code, stdout, stderr } = await cli(['fail'], { commands: failing(expected) });
    expect({ code, stdout }).toEqual({ code: 104, stdout: '' });
    expect(stderr).toBe(
      'error: the configuration has a problem\n  at loadtest.config.ts:3:5 workers must be > 0, got 0\n  at x.ts\nhint: mend it\n',
    );
  });

  it('that are expected show their stack with --debug', async () => {
    const { stderr } = await cli(['fail', '--debug'], { commands: failing(expected) });
    expect(stderr).toContain('errors.test.ts');
  });

  it('are one JSON line on stderr with --json', async () => {
    const { stdout, stderr } = await cli(['fail', '--json'], { commands: failing(expected) });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(stderr)).toEqual({
      code: 'CONFIG_INVALID',
      message: 'the configuration has a problem',
      hint: 'mend it',
      places: expected.places,
      exitCode: 104,
    });
  });

  it('of usage are JSON too, wherever --json stands', async () => {
    for (const argv of [
      ['rpeort', '--json'],
      ['--json', 'rpeort'],
      ['report', 'x', '--bad', '--json'],
    ]) {
      const { exitCode: code, stderr } = await cli(argv);
      expect(code).toBe(2);
      expect(JSON.parse(stderr)).toMatchObject({ code: 'USAGE', exitCode: 2 });
    }
  });

  it('that are bugs ask for a report and show versions and stack', async () => {
    const { exitCode: code, stderr } = await cli(['fail'], {
      commands: failing(new TypeError('x is not a function')),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^unexpected error, please report: x is not a function\n {2}loadtest [\d.]+, node [\d.]+\n {4}at /,
    );
  });
});
