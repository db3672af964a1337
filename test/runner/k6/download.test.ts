import { existsSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { downloadK6 } from '../../../runner/k6/download.ts';
import { makeContext } from '../test-context.ts';
import {
  checksumsFor,
  emptyDirectory,
  hostRelease,
  type Mirror,
  packRelease,
  silent,
  startMirror,
  truncated,
  versionScript,
  whole,
} from './fake-release.ts';

const { archive: archiveName } = hostRelease('http://mirror');
const checksumsName = 'k6-v2.2.0-checksums.txt';
let archive: Buffer;
let mirror: Mirror | undefined;

beforeAll(() => {
  archive = packRelease(versionScript('2.2.0'));
});
afterEach(() => mirror?.close());

async function download(files: Parameters<typeof startMirror>[0], options = {}) {
  mirror = await startMirror(files);
  const lines: string[] = [];
  const acquired = await downloadK6(makeContext(), hostRelease(mirror.url), emptyDirectory(), {
    tell: (line) => lines.push(line),
    ...options,
  });
  return { acquired, lines, url: mirror.url };
}

describe('downloadK6', () => {
  it('unpacks the program of a release that its checksums confirm', async () => {
    const { acquired, lines, url } = await download({
      [checksumsName]: whole(checksumsFor(archive)),
      [archiveName]: whole(archive),
    });
    expect('program' in acquired && existsSync(acquired.program)).toBe(true);
    expect(lines).toEqual([`downloading ${url}/${archiveName}`]);
  });

  it('throws for an archive that is not what the checksums say', async () => {
    const other = Buffer.concat([archive, Buffer.from('!')]);
    const downloaded = download({
      [checksumsName]: whole(checksumsFor(archive)),
      [archiveName]: whole(other),
    });
    await expect(downloaded).rejects.toMatchObject({
      code: 'K6_DOWNLOAD_FAILED',
      message: expect.stringMatching(/has the SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}/),
    });
  });

  it('gives the reason when the checksums are missing', async () => {
    const { acquired, url } = await download({ [archiveName]: whole(archive) });
    expect(acquired).toEqual({ reason: `${url}/${checksumsName}: HTTP 404` });
  });

  it('does not ask for an archive that the checksums do not list', async () => {
    const { acquired, url } = await download({ [checksumsName]: whole(''), [archiveName]: whole(archive) });
    expect(acquired).toEqual({ reason: `${url}/${checksumsName} does not list ${archiveName}` });
    expect(mirror?.requests).toEqual([checksumsName]);
  });

  it('gives the reason when the archive is missing', async () => {
    const { acquired, url } = await download({ [checksumsName]: whole(checksumsFor(archive)) });
    expect(acquired).toEqual({ reason: `${url}/${archiveName}: HTTP 404` });
  });

  it('gives the reason when the connection is cut in the middle', async () => {
    const { acquired } = await download({
      [checksumsName]: whole(checksumsFor(archive)),
      [archiveName]: truncated(archive),
    });
    expect(acquired).toMatchObject({ reason: expect.stringContaining(archiveName) });
  });

  it.each([
    ['to the first request', { [checksumsName]: silent }, checksumsName],
    ['to the request for the archive', { [archiveName]: silent }, archiveName],
  ])('gives up on a server that does not answer %s', async (_, files, name) => {
    const { acquired, url } = await download(
      { [checksumsName]: whole(checksumsFor(archive)), ...files },
      { answerDeadlineMs: 300, silenceDeadlineMs: 300 },
    );
    expect(acquired).toEqual({ reason: `${url}/${name}: no answer within 0.3 s` });
  });

  it('says why the archive cannot be unpacked', async () => {
    const page = Buffer.from('<html>');
    const { acquired } = await download({
      [checksumsName]: whole(checksumsFor(page)),
      [archiveName]: whole(page),
    });
    expect(acquired).toMatchObject({ reason: expect.stringContaining(`could not unpack ${archiveName}`) });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const downloaded = download(
      {
        [checksumsName]: whole(checksumsFor(archive)),
        [archiveName]: () => stop.abort(new Error('interrupted')),
      },
      { signal: stop.signal },
    );
    await expect(downloaded).rejects.toThrow('interrupted');
  });
});
