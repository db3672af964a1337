import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMain, spawnApi } from './running-api.ts';

describe('the process', () => {
  it('says its address and process id on one line, and listens on loopback only', async () => {
    const { child, url, pid } = await spawnApi();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(pid).toBe(child.pid);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await expect(fetch(url.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow('fetch failed');
  });

  it('listens on another address where it is told to', async () => {
    const { url } = await spawnApi(['--host', '127.0.0.2']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('reads its environment', async () => {
    const { url } = await spawnApi([], { SAMPLE_API_ERROR_SHARE: '1' });
    expect((await fetch(url)).status).toBe(500);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s, with answers to all', async (signal) => {
    const { child, url } = await spawnApi(['--stall-share', '1']);
    const stalled = fetch(url);
    await expect
      .poll(async () => (await (await fetch(`${url}/stats`)).json()) as object)
      .toMatchObject({ inFlight: 1 });
    child.kill(signal);
    expect((await stalled).status).toBe(503);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends when its parent is gone, if it is told to', async () => {
    const { child } = await spawnApi(['--with-parent']);
    child.stdin?.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('does not care for its standard input otherwise', async () => {
    const { child, url } = await spawnApi();
    child.stdin?.end();
    await once(child.stdin ?? child, 'close');
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('says that a port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expect(await runMain(['--port', port])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        `error: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n` +
        'hint: choose another port, or 0 for any free one\n',
    });
  });

  it('says all that is wrong with its switches', async () => {
    const { exitCode, stdout, stderr } = await runMain(['--cpu-ms', 'x', '--seed', 'y']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining('error: --cpu-ms: '),
      expect.stringContaining('error: --seed: '),
      'hint: --help lists all switches',
      '',
    ]);
  });

  it('prints its help', async () => {
    expect(await runMain(['--help'])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('--seed'),
    });
  });
});
