import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Step } from './pipeline.ts';

export interface ScriptRequest {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What `gh` answers, by a part of its arguments; whatever is not listed fails. Without it there is no `gh`. */
  readonly gh?: Readonly<Record<string, string>>;
}

export interface ScriptOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the script wrote to GITHUB_OUTPUT. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What it wrote to GITHUB_STEP_SUMMARY. */
  readonly summary: string;
  /** The arguments of every call of `gh`, with `@FILE` replaced by what the file held. */
  readonly ghCalls: readonly (readonly string[])[];
}

/** Runs a step's script as GitHub's runner does, in a directory of its own unless another is given. */
export async function runScript(
  script: string,
  { env = {}, cwd, gh }: ScriptRequest = {},
): Promise<ScriptOutcome> {
  const scratch = mkdtempSync(join(tmpdir(), 'loadtest-ci-'));
  const at = (name: string) => join(scratch, name);
  if (gh) writeGh(scratch, gh);
  writeFileSync(at('step.sh'), script);
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', at('step.sh')], {
    cwd: cwd ?? scratch,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: gh ? `${at('bin')}${delimiter}${process.env.PATH}` : process.env.PATH,
      HOME: scratch,
      LOADTEST_K6: process.env.LOADTEST_K6,
      GITHUB_OUTPUT: at('output'),
      GITHUB_STEP_SUMMARY: at('summary'),
      ...env,
    },
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  const outputs = readIfThere(at('output'))
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(/=(.*)/s).slice(0, 2));
  const calls = readIfThere(at('gh-calls')).split('\n').filter(Boolean);
  return {
    exitCode,
    stdout,
    stderr,
    outputs: Object.fromEntries(outputs),
    summary: readIfThere(at('summary')),
    ghCalls: calls.map((line) => JSON.parse(line)),
  };
}

/** The environment of a step, with its expressions replaced by their values; one without a value is an error. */
export function envOf({ env = {} }: Step, values: Readonly<Record<string, string>>): Record<string, string> {
  const value = (expression: string) => {
    const found = values[expression];
    if (found === undefined) throw new Error(`no value for "${expression}"`);
    return found;
  };
  return Object.fromEntries(
    Object.entries(env).map(([name, written]) => [
      name,
      String(written).replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => value(expression)),
    ]),
  );
}

/** A `gh` that records how it is called. */
function writeGh(scratch: string, answers: Readonly<Record<string, string>>): void {
  mkdirSync(join(scratch, 'bin'));
  const path = join(scratch, 'bin/gh');
  const program = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const read = (arg) => arg.replace(/@(.+)$/, (_, file) => readFileSync(file, 'utf8'));
appendFileSync(${JSON.stringify(join(scratch, 'gh-calls'))}, JSON.stringify(args.map(read)) + '\\n');
const answers = ${JSON.stringify(answers)};
const found = Object.keys(answers).find((part) => args.join(' ').includes(part));
if (found === undefined) process.exitCode = 1;
else process.stdout.write(answers[found] + '\\n');
`;
  writeFileSync(path, program);
  chmodSync(path, 0o755);
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
