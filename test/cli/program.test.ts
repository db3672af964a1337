import { describe, expect, it } from 'vitest';
import { type Command, defineCommand, type Input } from '../../cli/command.ts';
import { optionalArgument, repeatableOption, switchOption, valueOption } from '../../cli/option.ts';
import { duration, keyValue, oneOf, stage, wholeNumber } from '../../cli/value.ts';
import { exitCode, exitCodeMeaning } from '../../core/exit-code.ts';
import { cli } from './harness.ts';

const options = {
  workers: valueOption('-w, --workers <n>', 'k6 processes', wholeNumber(), {
    env: 'LOADTEST_WORKERS',
    config: 'workers',
  }),
  on: valueOption('--on <place>', 'where', oneOf('local', 'k8s')),
  ready: valueOption('--ready <time>', 'deadline', duration, { config: 'target.readyTimeoutMs' }),
  users: valueOption('--users <n>', 'users', wholeNumber(), {
    env: 'LOADTEST_USERS',
    conflicts: ['workers'],
  }),
  env: repeatableOption('-e, --env <K=V>', 'a variable', keyValue),
  stage: repeatableOption('--stage <stage>', 'a stage', stage),
  cleanup: switchOption('--no-cleanup', 'leave things'),
  dryRun: switchOption('--dry-run', 'print the plan', { env: 'LOADTEST_DRY_RUN' }),
};
type ProbeInput = Input<{ scenario: ReturnType<typeof optionalArgument> }, typeof options>;

/** A command that hands out what it was called with. */
function probe(passThrough?: string): { readonly command: Command; readonly inputs: ProbeInput[] } {
  const inputs: ProbeInput[] = [];
  const command = defineCommand({
    name: 'probe',
    summary: 'hand out the input',
    args: { scenario: optionalArgument('a name') },
    options,
    examples: [{ line: 'loadtest probe smoke', summary: 'by name' }],
    ...(passThrough !== undefined && { passThrough }),
    async run(_, input) {
      inputs.push(input);
      return exitCode.ok;
    },
  });
  return { command, inputs };
}

async function inputOf(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProbeInput> {
  const { command, inputs } = probe('arguments of k6');
  const { stderr } = await cli(['probe', ...argv], { env, commands: [command] });
  const [input] = inputs;
  if (!input) throw new Error(stderr);
  return input;
}

describe('help', () => {
  it('lists every command and every exit code, on stdout, with exit 0', async () => {
    const { exitCode: code, stdout, stderr } = await cli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['init', 'check', 'doctor', 'report', 'runs'])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const [number, meaning] of Object.entries(exitCodeMeaning))
      expect(stdout).toContain(`${number}  ${meaning}`);
  });

  it('says the same without any argument', async () => {
    expect(await cli([])).toEqual(await cli(['--help']));
  });

  it.each([
    ['a command shows its examples, options and the global ones', ['report', '--help'], 'report'],
    ['a group shows its commands', ['runs', '--help'], 'runs'],
    ['a command of a group', ['runs', 'tag', '-h'], 'runs-tag'],
  ])('%s', async (_, argv, name) => {
    const { exitCode: code, stdout } = await cli(argv);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`golden/help-${name}.txt`);
  });

  it('of a group without a command is its help', async () => {
    expect(await cli(['runs'])).toEqual(await cli(['runs', '--help']));
  });

  it('prints the version in one line', async () => {
    const { exitCode: code, stdout } = await cli(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('wrong usage ends with exit 2, a sentence and a hint on stderr', () => {
  it.each([
    ['an unknown command', ['rpeort'], 'unknown command "rpeort"', 'did you mean "report"?'],
    ['an unknown command of a group', ['runs', 'lst'], 'unknown command "lst"', 'did you mean "list"?'],
    [
      'an unknown option',
      ['report', 'x', '--fromat', 'md'],
      'unknown option "--fromat"',
      'did you mean "--format"?',
    ],
    ['a missing argument', ['report'], 'missing required argument "run"', 'see "loadtest report --help"'],
    [
      'a missing value',
      ['report', 'x', '-f'],
      'option "-f, --format <name>" argument missing',
      'see "loadtest report --help"',
    ],
    [
      'too many arguments',
      ['init', 'x'],
      'too many arguments for "init". Expected 0 arguments but got 1',
      'see "loadtest init --help"',
    ],
    [
      'a value that is no choice',
      ['report', 'x', '-f', 'htm'],
      '--format must be one of html, md, junit, json, csv, terminal, got "htm"',
      'did you mean "html"?',
    ],
  ])('%s', async (_, argv, sentence, hint) => {
    const { exitCode: code, stdout, stderr } = await cli(argv);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${sentence}\nhint: ${hint}\n`,
    });
  });

  it.each([
    [
      'a number with letters',
      ['--workers', '4x'],
      '--workers must be a whole number of at least 1, got "4x"',
    ],
    ['a number below the least', ['-w', '0'], '--workers must be a whole number of at least 1, got "0"'],
    [
      'a duration without a unit',
      ['--ready', '30'],
      '--ready must be a duration such as 30s or 1m30s, got "30"',
    ],
    ['a variable without a value', ['-e', 'TOKEN'], '--env must be NAME=VALUE, got "TOKEN"'],
    [
      'a stage without a target',
      ['--stage', '10s'],
      '--stage must be DURATION:TARGET such as 10s:5, got "10s"',
    ],
    [
      'two that exclude each other',
      ['--users', '3', '--workers', '4'],
      'option "--users <n>" cannot be used with option "-w, --workers <n>"',
    ],
  ])('%s', async (_, argv, sentence) => {
    const { exitCode: code, stderr } = await cli(['probe', ...argv], { commands: [probe().command] });
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${sentence}\n`);
  });

  it('names the variable whose value is wrong', async () => {
    const { exitCode: code, stderr } = await cli(['probe'], {
      env: { LOADTEST_WORKERS: 'many' },
      commands: [probe().command],
    });
    expect(code).toBe(2);
    expect(stderr).toContain('error: LOADTEST_WORKERS must be a whole number of at least 1, got "many"\n');
  });

  it('refuses arguments after -- where there can be none', async () => {
    const { exitCode: code, stderr } = await cli(['init', '--', '--vus', '3']);
    expect(code).toBe(2);
    expect(stderr).toContain('"init" takes nothing after "--", got "--vus 3"');
  });
});

describe('options', () => {
  it('fall back when they are not given', async () => {
    const { options: values, origins, layers } = await inputOf([]);
    expect(values).toEqual({
      workers: undefined,
      on: undefined,
      ready: undefined,
      users: undefined,
      env: [],
      stage: [],
      cleanup: true,
      dryRun: false,
    });
    expect({ origins, layers }).toEqual({ origins: {}, layers: [] });
  });

  it('are read by their kinds, the repeatable ones in their order', async () => {
    const {
      args,
      options: values,
      passThrough,
    } = await inputOf([
      ...['smoke', '-w', '4', '--on', 'k8s', '--ready', '1m30s', '-e', 'A=1', '--env', 'B=x=y', '-e', 'C='],
      ...['--stage', '10s:5', '--stage', '1m:0', '--no-cleanup', '--dry-run', '--', '--http-debug', '-e'],
    ]);
    expect(args.scenario).toBe('smoke');
    expect(values).toMatchObject({ workers: 4, on: 'k8s', ready: 90_000, cleanup: false, dryRun: true });
    expect(values.env).toEqual([
      ['A', '1'],
      ['B', 'x=y'],
      ['C', ''],
    ]);
    expect(values.stage).toEqual([
      { duration: '10s', target: 5 },
      { duration: '1m', target: 0 },
    ]);
    expect(passThrough).toEqual(['--http-debug', '-e']);
  });

  it.each([
    [
      'a flag beats a variable',
      ['--workers', '4'],
      { LOADTEST_WORKERS: '2' },
      { workers: 4 },
      { workers: 'flag --workers' },
    ],
    [
      'a variable beats the fallback',
      [],
      { LOADTEST_WORKERS: '2' },
      { workers: 2 },
      { workers: 'env LOADTEST_WORKERS' },
    ],
    [
      'a variable may set a switch',
      [],
      { LOADTEST_DRY_RUN: 'true' },
      { dryRun: true },
      { dryRun: 'env LOADTEST_DRY_RUN' },
    ],
    ['an empty variable is none', [], { LOADTEST_WORKERS: '' }, { workers: undefined }, {}],
    [
      'a variable yields to a flag that excludes it',
      ['--workers', '4'],
      { LOADTEST_USERS: '9' },
      { workers: 4, users: undefined },
      { workers: 'flag --workers' },
    ],
  ])('%s', async (_, argv, env, values, origins) => {
    const input = await inputOf(argv, env);
    expect(input.options).toMatchObject(values);
    expect(input.origins).toEqual(origins);
  });

  it('refuses two variables that exclude each other', async () => {
    const env = { LOADTEST_WORKERS: '2', LOADTEST_USERS: '9' };
    const { exitCode: code, stderr } = await cli(['probe'], { env, commands: [probe().command] });
    expect(code).toBe(2);
    expect(stderr).toContain('LOADTEST_USERS cannot be used with LOADTEST_WORKERS');
  });

  it('become layers of the configuration, the variables below the flags', async () => {
    const { layers } = await inputOf(['--ready', '5s'], { LOADTEST_WORKERS: '2' });
    expect(layers.map(({ origin, value }) => ({ origin, value }))).toEqual([
      { origin: 'env LOADTEST_WORKERS', value: { workers: 2 } },
      { origin: 'flag --ready', value: { target: { readyTimeoutMs: 5_000 } } },
    ]);
  });

  it('that are global stand before or after the command', async () => {
    for (const argv of [
      ['--json', 'probe'],
      ['probe', '--json'],
    ]) {
      const { command, inputs } = probe();
      await cli(argv, { commands: [command] });
      expect(inputs[0]?.global.json).toBe(true);
    }
  });
});
