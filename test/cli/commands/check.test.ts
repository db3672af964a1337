import { symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, makeDirectory } from '../harness.ts';

const env = { LOADTEST_K6: process.env.LOADTEST_K6 ?? '' };
const good = `import http from 'k6/http';
export const options = { vus: 2, duration: '5s', thresholds: { http_req_failed: ['rate<0.01'] } };
export default function () { http.get(__ENV.TARGET_URL ?? 'http://127.0.0.1/'); }
`;
const path = 'loadtest/scenarios/good.ts';

let directory: string;
beforeEach(() => {
  directory = makeDirectory();
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
});
afterEach(() => rm(directory, { recursive: true }));

const check = (files: Readonly<Record<string, string>>, ...argv: readonly string[]) =>
  cli(['check', ...argv], { directory, files, env });

describe('check', () => {
  it('says what each scenario would do', async () => {
    const { exitCode, stdout, stderr } = await check({ [path]: good, 'loadtest/scenarios/second.ts': good });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      ['good', 'second']
        .map((name) => `ok  ${name}  closed model, at most 35s, 1 threshold, environment "local"\n`)
        .join(''),
    );
  });

  it('takes one scenario by its name or file, and answers in JSON', async () => {
    for (const scenario of ['good', `./${path}`]) {
      const { stdout } = await check({ [path]: good, 'loadtest/scenarios/bad.ts': 'x(' }, scenario, '--json');
      expect(JSON.parse(stdout)).toMatchObject({ typesSkipped: null, scenarios: [{ scenario: 'good' }] });
    }
  });

  it.each([
    [
      'a type error',
      good.replace("'5s'", "'5s'").replace('http.get(', 'http.gett('),
      'SCRIPT_INVALID',
      104,
      { line: 3 },
    ],
    ['a syntax error', `${good}export const = 1;\n`, 'SCRIPT_INVALID', 104, { line: 4 }],
  ])('fails with the place of %s', async (_, text, code, exitCode, place) => {
    const failed = await check({ [path]: text }, '--json');
    expect(failed.exitCode).toBe(exitCode);
    const error = JSON.parse(failed.stderr);
    expect(error).toMatchObject({ code, exitCode });
    expect(error.places[0]).toMatchObject({ file: path, ...place });
  });

  it.each([
    ['a malformed threshold', good.replace('rate<0.01', 'rate<<1'), 104],
    ['an exception at the start', `${good}throw new Error('no');\n`, 107],
  ])('fails on %s', async (_, text, exitCode) => {
    expect((await check({ [path]: text })).exitCode).toBe(exitCode);
  });

  it('says what the types are to be checked with, where it is not installed', async () => {
    await rm(join(directory, 'node_modules'));
    const { exitCode, stderr } = await check({ [path]: good, 'pnpm-lock.yaml': '' });
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'types not checked: typescript and @types/k6 are not installed, "pnpm add --save-dev typescript @types/k6" gets them\n',
    );
  });

  it('knows what k6 has beside its modules, and leaves the tsconfig.json of the project alone', async () => {
    const { exitCode, stderr } = await check({
      [path]: `${good}export function teardown() { console.log('done'); }\n`,
      'tsconfig.json': '{ "compilerOptions": { "lib": ["dom"] }, "include": ["src"] }',
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('takes the example that a run would take', async () => {
    const { exitCode, stdout } = await check({}, 'smoke');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^ok {2}smoke /),
    });
  });

  it('fails where there is nothing to check', async () => {
    const { exitCode, stderr } = await check({});
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^error: there is no scenario in .*loadtest\/scenarios\nhint: run "loadtest init"/,
    );
  });

  it('names the near matches of a scenario that is missing', async () => {
    const { exitCode, stderr } = await check({ [path]: good }, 'goood');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "good"?');
  });

  it('fails when the guard cannot decide', async () => {
    const config = `targets:
  - { host: 127.0.0.1, environment: one }
  - { host: 127.0.0.2, environment: two }
`;
    const files = { [path]: good, 'loadtest.config.yaml': config };
    const failed = await check(files);
    expect(failed.exitCode).toBe(104);
    expect(failed.stderr).toContain('--environment');
    const { stdout } = await check(files, '--environment', 'two');
    expect(stdout).toContain('environment "two"');
  });
});
