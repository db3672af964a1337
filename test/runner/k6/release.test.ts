import { describe, expect, it } from 'vitest';
import { cachedK6Path } from '../../../runner/k6/host.ts';
import { checksumOf, releaseFor } from '../../../runner/k6/release.ts';

const host = (platform: string, arch = 'x64', home = '/home/ada') => ({ platform, arch, home });

describe('releaseFor', () => {
  it('names the files of the official release', () => {
    const base = 'https://github.com/grafana/k6/releases/download/v2.2.0';
    expect(releaseFor(host('linux'))).toEqual({
      archive: 'k6-v2.2.0-linux-amd64.tar.gz',
      archiveUrl: `${base}/k6-v2.2.0-linux-amd64.tar.gz`,
      checksumsUrl: `${base}/k6-v2.2.0-checksums.txt`,
      program: 'k6-v2.2.0-linux-amd64/k6',
    });
  });

  it.each([
    ['linux', 'arm64', 'k6-v2.2.0-linux-arm64/k6'],
    ['darwin', 'x64', 'k6-v2.2.0-macos-amd64/k6'],
    ['darwin', 'arm64', 'k6-v2.2.0-macos-arm64/k6'],
    ['win32', 'x64', 'k6-v2.2.0-windows-amd64/k6.exe'],
  ])('knows where k6 lies in the archive for %s on %s', (platform, arch, program) => {
    expect(releaseFor(host(platform, arch))?.program).toBe(program);
  });

  it.each([
    ['freebsd', 'x64'],
    ['linux', 'riscv64'],
    ['win32', 'arm64'],
  ])('knows that there is none for %s on %s', (platform, arch) => {
    expect(releaseFor(host(platform, arch))).toBeUndefined();
  });

  it('takes a mirror with or without a slash at its end', () => {
    const urls = ['http://mirror/k6', 'http://mirror/k6/'].map(
      (url) => releaseFor(host('linux'), url)?.archiveUrl,
    );
    expect(new Set(urls)).toEqual(new Set(['http://mirror/k6/k6-v2.2.0-linux-amd64.tar.gz']));
  });
});

describe('checksumOf', () => {
  const a = 'a'.repeat(64);
  const b = 'B'.repeat(64);
  it.each([
    ['the line of the file', `${a}  k6.deb\n${b}  k6.tar.gz\n`, b.toLowerCase()],
    ['a line in binary mode with Windows line ends', `${a} *k6.tar.gz\r\n`, a],
    ['no line of a file whose name only begins alike', `${a}  k6.tar.gz.sig\n`, undefined],
    ['no line that is too short for a SHA-256', `${a.slice(1)}  k6.tar.gz\n`, undefined],
    ['nothing in a page that is no checksums file', '<html>sign in</html>', undefined],
  ])('finds %s', (_, checksums, expected) => {
    expect(checksumOf(checksums, 'k6.tar.gz')).toBe(expected);
  });
});

describe('cachedK6Path', () => {
  it.each([
    ['linux', {}, '/home/ada/.cache/loadtest/k6/2.2.0/k6'],
    ['linux', { XDG_CACHE_HOME: '/var/cache' }, '/var/cache/loadtest/k6/2.2.0/k6'],
    ['darwin', {}, '/home/ada/Library/Caches/loadtest/k6/2.2.0/k6'],
    ['win32', { LOCALAPPDATA: 'C:\\Local' }, 'C:\\Local\\loadtest\\k6\\2.2.0\\k6.exe'],
  ])('on %s with %j is %s', (platform, env, path) => {
    expect(cachedK6Path(env, host(platform))).toBe(path);
  });
});
