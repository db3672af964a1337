import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRequest, cli, makeDirectory, runIds } from './harness.ts';
import { startTargetServer, type TargetServer } from './target-server.ts';

let target: TargetServer;
beforeAll(async () => {
  target = await startTargetServer();
});
afterAll(() => target.close());

const options = (text: string) =>
  `import http from 'k6/http';
import { Counter } from 'k6/metrics';
const bought = new Counter('bought');
export const options = { vus: 1, duration: '1s', ${text} };
export default function () { http.get(__ENV.TARGET_URL); bought.add(1); }
`;

const works = options('');

interface Row {
  readonly argv?: readonly string[];
  readonly files?: CliRequest['files'];
  readonly env?: CliRequest['env'];
  readonly exitCode: number;
  /** All of stderr. */
  readonly says: RegExp;
}

const rows: Readonly<Record<string, Row>> = {
  'a scenario that is not there, but nearly': {
    argv: ['run', 'chekout'],
    files: { 'loadtest/scenarios/checkout.ts': works },
    exitCode: 2,
    says: /^error: there is no scenario "chekout" in .*loadtest\/scenarios or .*\nhint: did you mean "checkout"\?\n$/,
  },
  'a scenario like no other': {
    argv: ['run', 'zzz'],
    files: { 'loadtest/scenarios/checkout.ts': works },
    exitCode: 2,
    says: /^error: there is no scenario "zzz" in .*\nhint: choose one of checkout, csv-users, .*\n$/,
  },
  'a script that does not compile': {
    files: { 'broken.ts': 'export default function () {\n  const a = ;\n}\n' },
    argv: ['run', 'broken.ts'],
    exitCode: 104,
    says: /^error: scenario ".*broken\.ts" does not compile\n {2}at .*broken\.ts:2:13 Unexpected ";"\nhint: .*\n$/,
  },
  'imports that cannot be resolved, all of them': {
    files: {
      'broken.ts': 'import fs from "node:fs";\nimport { y } from "./nope";\nexport default () => y(fs);\n',
    },
    argv: ['run', 'broken.ts'],
    exitCode: 104,
    says: /broken\.ts:1:16 Could not resolve "node:fs"\n.*broken\.ts:2:19 Could not resolve "\.\/nope"\nhint: k6 has no Node modules/,
  },
  'a script that throws in init, deep down': {
    files: {
      'broken.ts': "import { load } from './lib/load';\nload();\nexport default function () {}\n",
      'lib/load.ts':
        'export function load(): void {\n  const reason: string = "no data";\n  throw new Error(reason);\n}\n',
    },
    argv: ['run', 'broken.ts'],
    exitCode: 107,
    says: /^error: scenario "broken" throws in init: Error: no data\n {2}at .*lib\/load\.ts:3:\d+\n$/,
  },
  'a threshold on a metric that nobody records': {
    files: { 'scenario.ts': options("thresholds: { http_req_duratoin: ['p(95)<100'] }") },
    exitCode: 104,
    says: /scenario\.ts:\d+:\d+ there is no metric "http_req_duratoin": did you mean "http_req_duration"/,
  },
  'a malformed threshold': {
    files: { 'scenario.ts': options("thresholds: { http_req_duration: ['p95<100'] }") },
    exitCode: 104,
    says: /"p95<100"/,
  },
  'a malformed threshold in the configuration': {
    files: {
      'scenario.ts': works,
      'loadtest.config.json': JSON.stringify({
        thresholds: { http_req_duration: ['p(95)<'], checks: ['rate'] },
      }),
    },
    exitCode: 104,
    says: /^error: the configuration has 2 problems\n {2}at loadtest\.config\.json:1:\d+ thresholds\.http_req_duration\[0\] cannot be judged: .*"p\(95\)<"\n {2}at .* thresholds\.checks\[0\] cannot be judged: .*"rate"\n$/,
  },
  'an aggregation that does not fit a built-in metric': {
    files: { 'scenario.ts': options("thresholds: { http_req_duration: ['rate<0.1'] }") },
    exitCode: 104,
    says: /scenario\.ts:\d+:\d+ http_req_duration is a trend: .*"rate<0\.1"/,
  },
  'an aggregation that does not fit a custom metric': {
    files: { 'scenario.ts': options("thresholds: { bought: ['p(95)<100'] }") },
    exitCode: 104,
    says: /scenario\.ts:\d+:\d+ bought is a counter: .*"p\(95\)<100"/,
  },
  'no k6 anywhere, and none to be fetched': {
    argv: ['run', 'scenario.ts', '--offline'],
    files: { 'scenario.ts': works },
    env: { LOADTEST_K6: undefined, PATH: '/nowhere' },
    exitCode: 3,
    says: /^error: no k6 >= 2\.2\.0 and < 3 was found\n {2}LOADTEST_K6: not set\n {2}PATH: no k6 in any directory\n {2}cache: nothing at .*\n {2}download, go-build: not tried, offline\nhint: install k6 v2\.2\.0 on PATH, .*\n$/,
  },
  'a LOADTEST_K6 that is not there': {
    files: { 'scenario.ts': works },
    env: { LOADTEST_K6: '/nowhere/k6' },
    exitCode: 3,
    says: /^error: LOADTEST_K6: \/nowhere\/k6 does not exist\nhint: .*\n$/,
  },
  'a variable that would configure k6': {
    argv: ['run', 'scenario.ts', '-e', 'K6_VUS=5'],
    files: { 'scenario.ts': works },
    exitCode: 2,
    says: /^error: -e K6_VUS would configure k6 itself, not the script\nhint: .*\n$/,
  },
  'arguments for k6 that would break the run, each with its reason': {
    argv: ['run', 'scenario.ts', '--', '--vus', '5', '--out=json'],
    files: { 'scenario.ts': works },
    exitCode: 2,
    says: /^error: --vus cannot be passed on to k6: it would replace the planned load.*--out cannot be passed on to k6: workers stream to the coordinator/,
  },
};

const defaults = { argv: ['run', 'scenario.ts'] };

describe('bad input', () => {
  it.each(Object.entries(rows))('%s stops everything before any load', async (_, row) => {
    const { argv, exitCode, says, files = {}, env = {} } = { ...defaults, ...row };
    const outcome = await cli(argv, { files, env: { TARGET_URL: target.url, ...env } });

    expect(outcome.stderr).toMatch(says);
    expect(outcome).toMatchObject({ exitCode, stdout: '', survivors: [] });
    expect(target.hits.size).toBe(0);
  });

  it.each([
    ['before the run', ['run', 'chekout', '--json'], 'SCENARIO_NOT_FOUND', 2],
    ['while k6 reads the script', ['run', 'broken.ts', '--json'], 'SCRIPT_EXCEPTION', 107],
  ])('%s it is one line of JSON for a program', async (_, argv, code, exitCode) => {
    const outcome = await cli(argv, { files: { 'broken.ts': 'throw new Error("no data");\n' } });

    expect(outcome).toMatchObject({ exitCode, stdout: '' });
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(outcome.stderr)).toMatchObject({ code, exitCode, message: expect.any(String) });
    expect(runIds(outcome.directory)).toEqual([]);
  });
});

describe('a k6 of another version', () => {
  const old = '#!/bin/sh\necho "k6 v1.7.1 (commit/abcdef, go1.25.0, linux/amd64)"\n';

  it('is refused where it is named', async () => {
    const directory = makeDirectory();
    const k6 = writeProgram(join(directory, 'k6'), old);
    const { exitCode, stderr } = await cli(['run', 'smoke'], { directory, env: { LOADTEST_K6: k6 } });

    expect(stderr).toMatch(
      /^error: LOADTEST_K6: .*\/k6 is version 1\.7\.1, expected >= 2\.2\.0 and < 3\nhint: /,
    );
    expect(exitCode).toBe(3);
  });

  it('is passed over on PATH, and said so', async () => {
    const directory = makeDirectory();
    const k6 = writeProgram(join(directory, 'bin/k6'), old);
    const { exitCode, stderr } = await cli(['run', 'smoke', '--offline'], {
      directory,
      env: { LOADTEST_K6: undefined, PATH: dirname(k6) },
    });

    expect(stderr).toMatch(
      /^skipping the k6 of PATH: .*\/bin\/k6 is version 1\.7\.1, expected .*\nerror: no k6/,
    );
    expect(exitCode).toBe(3);
  });
});

function writeProgram(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}
