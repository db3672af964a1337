import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pidInFile, portLookup } from '../../../runner/observe/lookup.ts';
import { type FakeProcess, FakeProcfs } from './fake-procfs.ts';

describe('portLookup', () => {
  const server = createServer();
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => void server.close());

  it('finds the process that listens on a real port', () => {
    const address = server.address();
    expect(portLookup(typeof address === 'object' ? (address?.port ?? 0) : 0)()).toBe(process.pid);
  });

  it.each<[string, readonly FakeProcess[], readonly number[], ReturnType<ReturnType<typeof portLookup>>]>([
    ['the parent of those that share the socket', [{ pid: 8, parentPid: 9 }, { pid: 9 }], [8, 9], 9],
    [
      'the reason when nobody visible holds it',
      [{ pid: 9 }],
      [],
      { unavailable: 'the process that listens on port 3000 belongs to another user' },
    ],
    [
      'the reason when it is only forwarded',
      [{ pid: 9, name: 'docker-proxy' }],
      [9],
      { unavailable: 'the server on port 3000 runs in a container: name its process by pid' },
    ],
  ])('gives %s', (_, processes, holders, found) => {
    const procfs = new FakeProcfs();
    procfs.write(...processes);
    mkdirSync(join(procfs.root, 'net'));
    const row = '0: 0100007F:0BB8 00000000:0000 0A 0:0 0:0 0 1000 0 4711 1';
    writeFileSync(join(procfs.root, 'net/tcp'), `sl\n${row}\n`);
    for (const pid of holders) symlinkSync('socket:[4711]', join(procfs.root, String(pid), 'fd', '3'));
    const find = portLookup(3000, procfs.root);
    expect(find()).toEqual(found);
    expect(find()).toEqual(found);
  });

  it('says so when nothing listens', () => {
    const procfs = new FakeProcfs();
    expect(portLookup(3000, procfs.root)()).toEqual({ unavailable: 'nothing listens on port 3000' });
  });
});

describe('pidInFile', () => {
  it.each([
    ['a pid', '123\n', 123],
    ['an empty file', '\n', { unavailable: expect.stringContaining('there is no pid in') }],
    ['another text', 'running\n', { unavailable: expect.stringContaining('holds "running", no pid') }],
    ['a number that is no pid', '0', { unavailable: expect.stringContaining('holds "0", no pid') }],
  ])('reads %s', (_, text, found) => {
    const file = join(mkdtempSync(join(tmpdir(), 'pid-')), 'api.pid');
    writeFileSync(file, text);
    expect(pidInFile(file)).toEqual(found);
  });

  it('says so when there is no file', () => {
    expect(pidInFile('/nowhere/api.pid')).toEqual({ unavailable: 'there is no pid in /nowhere/api.pid' });
  });
});
