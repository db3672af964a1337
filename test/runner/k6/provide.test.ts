import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainK6 } from '../../../runner/k6/explain.ts';
import { type ProvideOptions, provideK6 } from '../../../runner/k6/provide.ts';
import { makeContext } from '../test-context.ts';
import {
  checksumsFor,
  emptyDirectory,
  hostRelease,
  type Mirror,
  packRelease,
  realK6,
  script,
  startMirror,
  versionScript,
  whole,
} from './fake-release.ts';

const { archive: archiveName } = hostRelease('http://mirror');
const checksumsName = 'k6-v2.2.0-checksums.txt';
/** Where `tar` is, but neither k6 nor go, whatever is installed beside it. */
const systemPath = emptyDirectory();
for (const program of ['tar', 'gzip']) {
  const path = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  symlinkSync(path, join(systemPath, program));
}

function setUp(env: Record<string, string> = {}) {
  const cache = emptyDirectory();
  const ctx = makeContext({ env: { PATH: systemPath, XDG_CACHE_HOME: cache, HOME: cache, ...env } });
  const cachedK6 = join(cache, 'loadtest/k6/2.2.0/k6');
  const provide = (options?: ProvideOptions) => provideK6(ctx, options);
  return { ctx, cache, cachedK6, provide, left: () => readdirSync(cache, { recursive: true }).sort() };
}

/** An address where nothing listens. */
async function refusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

describe('provideK6 finds', () => {
  it('the one that LOADTEST_K6 names, before all others', async () => {
    const path = await realK6();
    const { ctx, provide } = setUp({ LOADTEST_K6: path, PATH: dirname(versionScript('2.3.0')) });
    expect(await provide()).toEqual({ path, version: '2.2.0', origin: 'LOADTEST_K6' });
    expect(ctx.errorText()).toBe('');
  });

  it('a LOADTEST_K6 relative to the working directory', async () => {
    const { ctx, provide } = setUp({ LOADTEST_K6: './k6' });
    const path = versionScript('2.2.4', ctx.cwd);
    expect(await provide()).toEqual({ path, version: '2.2.4', origin: 'LOADTEST_K6' });
  });

  it('the one on PATH, before the cached one', async () => {
    const path = versionScript('2.3.1');
    const { provide, cachedK6 } = setUp({ PATH: dirname(path) });
    mkdirSync(dirname(cachedK6), { recursive: true });
    versionScript('2.2.0', dirname(cachedK6));
    expect(await provide()).toEqual({ path, version: '2.3.1', origin: 'PATH' });
  });

  it('the second one on PATH when the first is too old, and says so', async () => {
    const [old, path] = [versionScript('0.57.0'), versionScript('2.2.0')];
    const { ctx, provide } = setUp({ PATH: [dirname(old), dirname(path)].join(delimiter) });
    expect(await provide()).toMatchObject({ path, origin: 'PATH' });
    expect(ctx.errorText()).toBe(
      `skipping the k6 of PATH: ${old} is version 0.57.0, expected >= 2.2.0 and < 3\n`,
    );
  });

  it('the cached one when PATH has only wrong ones', async () => {
    const { provide, cachedK6, ctx } = setUp({ PATH: dirname(versionScript('3.0.0')) });
    mkdirSync(dirname(cachedK6), { recursive: true });
    versionScript('2.2.0', dirname(cachedK6));
    expect(await provide()).toMatchObject({ path: cachedK6, origin: 'cache' });
    expect(ctx.errorText()).toContain('3.0.0');
  });
});

describe('provideK6 refuses a LOADTEST_K6', () => {
  it.each([
    ['of a wrong version', () => versionScript('0.57.0'), /is version 0\.57\.0, expected >= 2\.2\.0 and < 3/],
    ['that is not there', () => '/nowhere/k6', /^LOADTEST_K6: \/nowhere\/k6 does not exist$/],
    ['that is another program', () => script('echo hello'), /does not answer "version" as k6 does/],
    ['that is no program', () => notExecutable(), /cannot be executed/],
  ])('%s', async (_, make, message) => {
    const { provide } = setUp({ LOADTEST_K6: make(), PATH: dirname(versionScript('2.2.0')) });
    await expect(provide()).rejects.toMatchObject({
      code: 'K6_NOT_FOUND',
      exitCode: 3,
      message: expect.stringMatching(message),
    });
  });

  function notExecutable(): string {
    const path = versionScript('2.2.0');
    chmodSync(path, 0o644);
    return path;
  }
});

describe('provideK6 downloads', () => {
  let archive: Buffer;
  let mirror: Mirror;

  beforeAll(async () => {
    archive = packRelease(await realK6());
    mirror = await startMirror({
      [checksumsName]: whole(checksumsFor(archive)),
      [archiveName]: whole(archive),
    });
  }, 60_000);
  afterAll(() => mirror.close());

  it('the release into the cache, leaving nothing else there, and finds it the next time', async () => {
    const { ctx, provide, cachedK6, left } = setUp({ LOADTEST_K6_MIRROR: mirror.url });
    expect(await provide()).toEqual({ path: cachedK6, version: '2.2.0', origin: 'download' });
    expect(left()).toEqual(['loadtest', 'loadtest/k6', 'loadtest/k6/2.2.0', 'loadtest/k6/2.2.0/k6']);
    expect(ctx.errorText()).toMatch(
      /^downloading http.*\nk6 v2\.2\.0 is ready after \d+\.\d s at .*2\.2\.0\/k6\n$/,
    );
    expect(await provide({ offline: true })).toMatchObject({ origin: 'cache' });
  });

  it('for several processes at once', async () => {
    const { ctx, provide, left } = setUp({ LOADTEST_K6_MIRROR: mirror.url });
    const binaries = await Promise.all([provide(), provide(), provide()]);
    expect(binaries.map(({ origin }) => origin)).toEqual(['download', 'download', 'download']);
    expect(left()).toHaveLength(4);
    expect(await provideK6(ctx, { offline: true })).toMatchObject({ version: '2.2.0', origin: 'cache' });
  });

  it('again when the cached one is broken', async () => {
    const { ctx, provide, cachedK6 } = setUp({ LOADTEST_K6_MIRROR: mirror.url });
    mkdirSync(dirname(cachedK6), { recursive: true });
    writeFileSync(cachedK6, 'half a k6', { mode: 0o644 });
    expect(await provide()).toMatchObject({ origin: 'download' });
    expect(ctx.errorText()).toContain(`skipping the k6 of cache: ${cachedK6} cannot be executed`);
  });

  it('and removes what a killed download left behind an hour ago', async () => {
    const { provide, cache, left } = setUp({ LOADTEST_K6_MIRROR: mirror.url });
    const abandoned = join(cache, 'loadtest/k6/partial-abc');
    mkdirSync(abandoned, { recursive: true });
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(abandoned, longAgo, longAgo);
    await provide();
    expect(left()).toHaveLength(4);
  });

  it('nothing when it is offline', async () => {
    const asked = mirror.requests.length;
    const { provide, left } = setUp({ LOADTEST_K6_MIRROR: mirror.url });
    await expect(provide({ offline: true })).rejects.toMatchObject({
      code: 'K6_NOT_FOUND',
      message: expect.stringMatching(
        /LOADTEST_K6: not set\n {2}PATH: no k6 .*\n {2}cache: nothing at .*\n.*not tried, offline/,
      ),
    });
    expect(mirror.requests).toHaveLength(asked);
    expect(left()).toEqual([]);
  });
});

describe('provideK6 keeps nothing', () => {
  const onlyDirectory = ['loadtest', 'loadtest/k6'];

  it.each([
    [
      'of an archive with a wrong checksum',
      '2.2.0',
      `${'0'.repeat(64)}  ${archiveName}\n`,
      /has the SHA-256/,
    ],
    ['of an archive with another k6 in it', '2.2.1', undefined, /is not k6 v2\.2\.0: .* is version 2\.2\.1/],
  ])('%s', async (_, version, checksums, message) => {
    const archive = packRelease(versionScript(version));
    const mirror = await startMirror({
      [checksumsName]: whole(checksums ?? checksumsFor(archive)),
      [archiveName]: whole(archive),
    });
    const { provide, left } = setUp({ LOADTEST_K6_MIRROR: mirror.url });
    await expect(provide()).rejects.toMatchObject({
      code: 'K6_DOWNLOAD_FAILED',
      message: expect.stringMatching(message),
    });
    expect(left()).toEqual(onlyDirectory);
    await mirror.close();
  });

  it('and lists every attempt when the mirror refuses and there is no Go', async () => {
    const url = await refusedUrl();
    const { provide, left, cachedK6 } = setUp({ LOADTEST_K6_MIRROR: url });
    await expect(provide()).rejects.toMatchObject({
      code: 'K6_DOWNLOAD_FAILED',
      exitCode: 3,
      message: [
        'no k6 >= 2.2.0 and < 3 was found',
        '  LOADTEST_K6: not set',
        '  PATH: no k6 in any directory',
        `  cache: nothing at ${cachedK6}`,
        `  download: ${url}/${checksumsName}: connect ECONNREFUSED ${url.slice('http://'.length)}`,
        '  go-build: there is no go on PATH',
      ].join('\n'),
      hint: expect.stringContaining('LOADTEST_K6_MIRROR'),
    });
    expect(left()).toEqual(onlyDirectory);
  });

  it('when the cache cannot be written, and says what to set', async () => {
    const file = versionScript('2.2.0');
    const { provide } = setUp({ XDG_CACHE_HOME: file });
    await expect(provide()).rejects.toMatchObject({
      code: 'K6_DOWNLOAD_FAILED',
      hint: expect.stringContaining('XDG_CACHE_HOME'),
    });
  });
});

describe('explainK6', () => {
  it('says what is in each place and which one a run would use', async () => {
    const old = versionScript('1.4.0');
    const { ctx, cachedK6 } = setUp({ PATH: `${dirname(old)}:${systemPath}` });
    mkdirSync(dirname(cachedK6), { recursive: true });
    versionScript('2.2.0', dirname(cachedK6));
    const explanation = await explainK6(ctx);
    expect(explanation).toMatchObject({
      accepted: '>= 2.2.0 and < 3',
      places: [
        { origin: 'LOADTEST_K6', state: 'missing', description: 'not set' },
        { origin: 'PATH', state: 'wrong-version', version: '1.4.0' },
        { origin: 'cache', state: 'usable', path: cachedK6 },
      ],
      chosen: { origin: 'cache' },
      archiveUrl: expect.stringContaining('https://github.com/grafana/k6/releases/download/v2.2.0/'),
      go: { usable: false, reason: 'there is no go on PATH' },
    });
    expect(existsSync(explanation.cachePath)).toBe(true);
  });

  it('chooses none when LOADTEST_K6 is wrong, whatever else is there', async () => {
    const { ctx } = setUp({ LOADTEST_K6: '/nowhere/k6', PATH: dirname(versionScript('2.2.0')) });
    expect((await explainK6(ctx)).chosen).toBeNull();
  });

  it.each([
    ['go1.24.9', { usable: false, reason: 'go is go1.24.9, expected >= 1.25' }],
    ['go1.25.0', { usable: true, version: 'go1.25.0' }],
  ])('judges %s', async (version, go) => {
    const directory = emptyDirectory();
    writeFileSync(join(directory, 'go'), `#!/bin/sh\necho go version ${version} linux/amd64\n`, {
      mode: 0o755,
    });
    const { ctx } = setUp({ PATH: directory });
    expect((await explainK6(ctx)).go).toEqual(go);
  });
});
