import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigRequest, loadConfig } from '../../../cli/config/config.ts';
import { explain } from '../../../cli/config/explain.ts';
import { layerOf } from '../../../cli/config/layer.ts';
import { LoadtestError, type Place } from '../../../core/errors.ts';
import { makeContext, makeDirectory } from '../harness.ts';

let root: string;
beforeEach(() => {
  root = makeDirectory();
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const load = (request: ConfigRequest = {}, cwd = root) => loadConfig(makeContext({ cwd }), request);

async function failureOf(request: ConfigRequest = {}): Promise<LoadtestError> {
  const error = await load(request).catch((thrown: unknown) => thrown);
  if (error instanceof LoadtestError) return error;
  throw new Error('it did not fail as expected', { cause: error });
}

const placeText = ({ file, line, column, message }: Place) => `${file}:${line}:${column} ${message}`;

const typed = (body: string) =>
  `import { defineConfig } from 'loadtest';\nexport default defineConfig({${body}});\n`;

describe('finding', () => {
  it.each([
    ['TypeScript', 'loadtest.config.ts', typed('workers: 3')],
    ['a TypeScript module', 'loadtest.config.mts', typed('workers: 3 as number')],
    ['JavaScript', 'loadtest.config.js', 'export default { workers: 3 };'],
    ['a JavaScript module', 'loadtest.config.mjs', 'export default { workers: 3 };'],
    ['YAML', 'loadtest.config.yaml', 'workers: 3\n'],
    ['YAML by its short name', 'loadtest.config.yml', 'workers: 3\n'],
    ['JSON, with tabs', 'loadtest.config.json', '{\n\t"workers": 3\n}\n'],
  ])('reads %s', async (_, name, text) => {
    write({ [name]: text });
    const { config, file, origins } = await load();
    expect(config.workers).toBe(3);
    expect(file).toBe(join(root, name));
    expect(origins.workers).toBe(name);
  });

  it('goes upward as far as the root of the repository', async () => {
    write({ 'loadtest.config.yaml': 'workers: 3', 'repo/.git/HEAD': '', 'repo/a/b/x': '' });
    expect((await load({}, join(root, 'repo/a/b'))).file).toBeUndefined();
    write({ 'repo/loadtest.config.yaml': 'workers: 4' });
    const found = await load({}, join(root, 'repo/a/b'));
    expect(found).toMatchObject({ root: join(root, 'repo'), config: { workers: 4 } });
    expect(found.origins.workers).toBe('../../loadtest.config.yaml');
  });

  it('stays in its directory outside of a repository', async () => {
    write({ 'loadtest.config.yaml': 'workers: 3', 'a/x': '' });
    expect((await load({}, join(root, 'a'))).file).toBeUndefined();
  });

  it('takes the file that is named', async () => {
    write({ 'loadtest.config.yaml': 'workers: 3', 'other.yaml': 'workers: 5' });
    expect((await load({ file: 'other.yaml' })).config.workers).toBe(5);
  });

  it('has defaults when there is no file', async () => {
    const { config, origins, file, root: from } = await load();
    expect({ file, from }).toEqual({ file: undefined, from: root });
    expect(config).toMatchObject({ workers: 1, lostWorker: 'abort', resultsDir: '.loadtest/runs' });
    expect(config.errorStorm).toEqual({ share: 0.9, windowMs: 60_000 });
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  });

  it.each([
    ['the named file is missing', {}, { file: 'nope.yaml' }, 'there is no configuration at "nope.yaml"'],
    [
      'there are two',
      { 'loadtest.config.ts': '', 'loadtest.config.json': '{}' },
      {},
      'there are two configurations in one directory',
    ],
    ['it is no object', { 'loadtest.config.yaml': '- 1\n' }, {}, 'the configuration must be an object'],
  ])('fails when %s', async (_, files, request, message) => {
    write(files);
    expect(await failureOf(request)).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 104, message });
  });
});

describe('problems', () => {
  it('of a TypeScript file are told all at once, each at its place', async () => {
    write({
      'loadtest.config.ts': `import { defineConfig } from 'loadtest';
// { not this
export default defineConfig({
  scenario: 'x',
  workers: 0,
  target: {
    command: \`npm start\`,
    readyTimeoutMs: '30 seconds',
  },
  targets: [
    { host: 'https://shop.example.com', environment: 'staging', maxRate: 5 },
  ],
  env: { TOKEN: 5 },
  errorStorm: { share: 2 },
  lostWorker: 'ignore',
  observers: [{ type: 'process' }],
  workload: { dailyUsers: 10, peakRatio: 0.5 },
  profiles: { smoke: { worker: 1 } },
});
`,
    });
    const error = await failureOf();
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: 'the configuration has 12 problems' });
    expect(error.places.map(placeText)).toEqual([
      'loadtest.config.ts:4:3 scenario is no key, did you mean "scenarios"?',
      'loadtest.config.ts:5:12 workers must be > 0, got 0',
      'loadtest.config.ts:6:11 target.url is missing, it must be a text',
      'loadtest.config.ts:8:21 target.readyTimeoutMs must be milliseconds or a text with a unit such as "30s", got "30 seconds"',
      'loadtest.config.ts:11:13 targets[0].host must be a host name or address without scheme, port and path, got "https://shop.example.com"',
      'loadtest.config.ts:11:65 targets[0].maxRate is no key, did you mean "maxRatePerSec"?',
      'loadtest.config.ts:13:17 env.TOKEN must be a text, got "[redacted]"',
      'loadtest.config.ts:14:24 errorStorm.share must be <= 1, got 2',
      'loadtest.config.ts:15:15 lostWorker must be "abort" or "continue", got "ignore"',
      'loadtest.config.ts:16:15 observers[0] a process observer takes exactly one of pid, port and pidFile, got {"type":"process"}',
      'loadtest.config.ts:17:42 workload.peakRatio must be >= 1, got 0.5',
      'loadtest.config.ts:18:24 profiles.smoke.worker is no key, did you mean "workers"?',
    ]);
  });

  it('of a YAML file are told all at once, each at its place', async () => {
    write({
      'loadtest.config.yaml': `workers: two
target:
  url: 127.0.0.1
  readyTimeout: 30s
thresholds:
  "http_req_duration{name:home}": p(95)<300
retention: { maxRuns: 0 }
`,
    });
    expect((await failureOf()).places.map(placeText)).toEqual([
      'loadtest.config.yaml:1:10 workers must be a number, got "two"',
      'loadtest.config.yaml:3:8 target.url must be a URL such as "http://127.0.0.1:3000/health", got "127.0.0.1"',
      'loadtest.config.yaml:4:3 target.readyTimeout is no key, did you mean "readyTimeoutMs"?',
      'loadtest.config.yaml:6:35 thresholds["http_req_duration{name:home}"] must be a list, got "p(95)<300"',
      'loadtest.config.yaml:7:23 retention.maxRuns must be > 0, got 0',
    ]);
  });

  it('of YAML itself have their places', async () => {
    write({ 'loadtest.config.yaml': 'workers: 1\nworkers: 2\ntags: [\n' });
    const { message, places } = await failureOf();
    expect(message).toBe('the configuration cannot be parsed');
    expect(places[0]).toEqual({
      file: 'loadtest.config.yaml',
      line: 2,
      column: 1,
      message: 'Map keys must be unique',
    });
    expect(places.length).toBeGreaterThan(1);
  });

  it.each([
    ['a syntax error', 'export default {\n  a: 1,,\n};', { line: 2, column: 8 }],
    ['an exception', 'export default {\n  a: missing,\n};', { line: 2 }],
  ])('of a module that cannot be loaded have their place: %s', async (_, text, place) => {
    write({ 'loadtest.config.ts': text });
    const { message, places } = await failureOf();
    expect(message).toBe('the configuration cannot be loaded');
    expect(places[0]).toMatchObject({ file: 'loadtest.config.ts', ...place });
  });

  it('of the chosen profile are told once', async () => {
    write({ 'loadtest.config.yaml': 'profiles:\n  smoke:\n    workers: 0\n' });
    const { message, places } = await failureOf({ profile: 'smoke' });
    expect(message).toBe('the configuration has a problem');
    expect(places.map(({ line, column }) => ({ line, column }))).toEqual([{ line: 3, column: 14 }]);
  });

  it.each(['{ bearer: s3cr3t }', 's3cr3t', '{ user: ops, password: s3cr3t }'])(
    'of an observer do not show its secret: auth %s',
    async (auth) => {
      const observer = `{ type: prometheus, url: "http://127.0.0.1:9090", auth: ${auth}, queries: [] }`;
      write({ 'loadtest.config.yaml': `observers: [${observer}]` });
      const places = (await failureOf()).places.map(placeText);
      expect(places.join()).toContain('with the names of environment variables');
      expect(places.join()).not.toContain('s3cr3t');
    },
  );

  it('of an unknown profile name the near ones', async () => {
    write({ 'loadtest.config.yaml': 'profiles: { smoke: {}, soak: {} }' });
    expect(await failureOf({ profile: 'smok' })).toMatchObject({
      code: 'USAGE',
      hint: expect.stringContaining('"smoke"'),
    });
  });
});

describe('precedence', () => {
  const file = `
workers: 2
tags: { team: shop, stage: file }
thresholds: { checks: [rate>0.9, rate>0.95] }
profiles:
  stress:
    workers: 3
    tags: { stage: profile }
    thresholds: { checks: [rate>0.5] }
    options: { vus: 50 }
`;
  const env = layerOf('env LOADTEST_WORKERS', 'workers', 4);
  const flag = layerOf('flag --workers', 'workers', 5);
  it.each([
    ['the file over the defaults', {}, 2, 'loadtest.config.yaml'],
    ['the profile over the file', { profile: 'stress' }, 3, 'profile "stress"'],
    ['the environment over the profile', { profile: 'stress', layers: [env] }, 4, 'env LOADTEST_WORKERS'],
    ['a flag over the environment', { profile: 'stress', layers: [env, flag] }, 5, 'flag --workers'],
  ])('%s', async (_, request, workers, origin) => {
    write({ 'loadtest.config.yaml': file });
    const { config, origins } = await load(request);
    expect({ workers: config.workers, origin: origins.workers }).toEqual({ workers, origin });
  });

  it('merges objects by key and replaces lists', async () => {
    write({ 'loadtest.config.yaml': file });
    const { config, origins, profile } = await load({ profile: 'stress' });
    expect(config.tags).toEqual({ team: 'shop', stage: 'profile' });
    expect(config.thresholds).toEqual({ checks: ['rate>0.5'] });
    expect(profile).toEqual({ name: 'stress', options: { vus: 50 } });
    expect(origins).toMatchObject({ 'tags.team': 'loadtest.config.yaml', 'tags.stage': 'profile "stress"' });
  });

  it('gives a frozen configuration', async () => {
    const { config } = await load();
    expect(Object.isFrozen(config) && Object.isFrozen(config.errorStorm)).toBe(true);
  });
});

describe('explain', () => {
  it('says where each value came from, without secrets', async () => {
    write({
      'loadtest.config.yaml': `
target: { url: "http://user:pass@127.0.0.1:3000/", env: { PORT: "1234" } }
env: { SESSION: s3cr3t }
tags: { apiKey: s3cr3t }
profiles: { smoke: { options: { vus: 2 } }, other: { workers: 9 } }
`,
    });
    const text = explain(await load({ profile: 'smoke', layers: [layerOf('flag --workers', 'workers', 5)] }));
    expect(text).not.toMatch(/s3cr3t|pass@|1234/);
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'target.url = "http://[redacted]@127.0.0.1:3000/" (loadtest.config.yaml)',
        'target.readyTimeoutMs = 30000 (default)',
        'target.env.PORT = "[redacted]" (loadtest.config.yaml)',
        'workers = 5 (flag --workers)',
        'env.SESSION = "[redacted]" (loadtest.config.yaml)',
        'tags.apiKey = "[redacted]" (loadtest.config.yaml)',
        'options.vus = 2 (profile "smoke")',
      ]),
    );
    expect(text).not.toContain('profiles');
  });
});

describe('values', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    [1500, 1500],
  ])('a duration of %s is %d ms', async (given, durationMs) => {
    const { config } = await load({ layers: [layerOf('test', 'errorStorm.windowMs', given)] });
    expect(config.errorStorm.windowMs).toBe(durationMs);
  });

  it('a command is a text or an object', async () => {
    const prepare = ['make seed', { command: 'make schema', timeoutMs: '1m' }];
    const { config } = await load({ layers: [layerOf('test', 'prepare', prepare)] });
    expect(config.prepare).toEqual([{ command: 'make seed' }, { command: 'make schema', timeoutMs: 60_000 }]);
  });
});
