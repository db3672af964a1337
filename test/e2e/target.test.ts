import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { cli, makeDirectory, planOf, resultOf, startCli, until } from './harness.ts';
import { startTargetServer } from './target-server.ts';

const scenario = `
import http from 'k6/http';
export const options = { vus: 1, duration: '3s' };
export default function () { http.get(__ENV.TARGET_URL + 'items', { tags: { name: 'items' } }); }
`;

const heldBytes = 150 * 1024 * 1024;

/** A service whose child holds most of the memory, and which says where and how it was started. */
const service = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
const hold = 'globalThis.held = Buffer.alloc(${heldBytes}, 1); process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)';
const child = spawn(process.execPath, ['-e', hold], { stdio: 'ignore' });
writeFileSync('started.json', JSON.stringify({ cwd: process.cwd(), greeting: process.env.GREETING, child: child.pid }));
createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;

/** Nothing listens there. */
const silentUrl = `http://127.0.0.1:${await freePort()}/`;

const files = (target: object) => ({
  'loadtest.config.yaml': JSON.stringify({ target }),
  'loadtest/scenarios/items.ts': scenario,
});

describe('a target that loadtest starts', () => {
  it('is waited for, loaded, observed with its children, and ended with them', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const target = {
      command: 'node service.mjs',
      url,
      cwd: 'api',
      env: { PORT: `${port}`, GREETING: 'hello' },
    };

    const { exitCode, stderr, directory, survivors } = await cli(['run', 'items'], {
      files: { ...files(target), 'api/service.mjs': service },
    });

    expect(exitCode, stderr).toBe(0);
    const started = JSON.parse(readFileSync(join(directory, 'api/started.json'), 'utf8'));
    expect(started).toMatchObject({ cwd: join(directory, 'api'), greeting: 'hello' });
    const result = resultOf(directory);
    expect(result.requests).toMatchObject([{ name: 'items', failed: 0 }]);
    const memory = result.observed.find(
      ({ resource, metric }) => resource === 'target' && metric === 'memory_bytes',
    );
    expect(Math.max(...(memory?.points ?? []).map(([, value]) => value ?? 0))).toBeGreaterThan(heldBytes);
    expect(survivors).toEqual([]);
  });

  it.each([
    [
      'that ends before it answers',
      { command: 'echo no database; exit 7', url: silentUrl },
      /target\.command ended with 7 before .* answered[\s\S]*no database/,
    ],
    [
      'that never listens',
      { command: 'echo still migrating; sleep 60', url: silentUrl, readyTimeoutMs: '1s' },
      /did not answer within 1 s: .*ECONNREFUSED[\s\S]*still migrating/,
    ],
    [
      'whose directory is not there',
      { command: 'sleep 60', url: silentUrl, cwd: 'nowhere' },
      /could not be started in .*nowhere/,
    ],
  ])('%s stops the run before any load', async (_, target, message) => {
    const { exitCode, stderr, directory, survivors } = await cli(['run', 'items'], { files: files(target) });

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(message);
    expect(resultOf(directory)).toMatchObject({
      failure: { code: 'TARGET_DOWN' },
      workers: [],
      requests: [],
    });
    expect(survivors).toEqual([]);
  });

  it('that answers 503 for ever is not ready', async () => {
    const port = await freePort();
    const command = `node -e 'http.createServer((_, r) => { r.statusCode = 503; r.end() }).listen(${port}, "127.0.0.1")'`;
    const target = { command, url: `http://127.0.0.1:${port}/`, readyTimeoutMs: '3s' };

    const { exitCode, stderr, survivors } = await cli(['run', 'items'], { files: files(target) });

    expect(exitCode).toBe(3);
    expect(stderr).toContain('did not answer within 3 s: it answers with 503');
    expect(survivors).toEqual([]);
  });

  it('is not started where something listens already', async () => {
    const other = await startTargetServer((_, response) => response.writeHead(503).end());
    const target = { command: 'touch started', url: `${other.url}/` };

    const { exitCode, stderr, directory } = await cli(['run', 'items'], { files: files(target) });
    await other.close();

    expect(exitCode).toBe(3);
    expect(stderr).toContain(`something already listens at ${other.url}/`);
    expect(resultOf(directory).failure?.code).toBe('PORT_IN_USE');
    expect(existsSync(join(directory, 'started'))).toBe(false);
    expect(other.hits.size).toBe(0);
  });

  it('ends when the run is interrupted while it starts', async () => {
    const directory = makeDirectory();
    const target = {
      command: "trap '' TERM; touch started; sleep 300 & wait; wait",
      url: silentUrl,
    };
    const running = startCli(['run', 'items'], { directory, files: files(target) });
    await until(() => existsSync(join(directory, 'started')), 30_000);
    running.signal('SIGINT');

    const { exitCode, survivors } = await running.outcome;

    expect(exitCode).toBe(105);
    expect(resultOf(directory)).toMatchObject({ end: { by: 'user' }, workers: [] });
    expect(survivors).toEqual([]);
  });

  it('ends when loadtest is killed', async () => {
    const directory = makeDirectory();
    const target = { command: 'touch started; sleep 300 & sleep 300', url: silentUrl };
    const running = startCli(['run', 'items'], { directory, files: files(target) });
    await until(() => existsSync(join(directory, 'started')), 30_000);
    running.signal('SIGKILL');
    await running.outcome;

    await until(() => running.processes().length === 0, 10_000);
  });
});

describe('a target that is there already', () => {
  it('is loaded and left as it is', async () => {
    const server = await startTargetServer();

    const { exitCode, stderr, directory } = await cli(['run', 'items', '--iterations', '2', '--vus', '1'], {
      files: files({ url: `${server.url}/` }),
    });

    expect(exitCode, stderr).toBe(0);
    expect(server.hits.get('/items')).toBe(2);
    expect(resultOf(directory).observed.filter(({ resource }) => resource === 'target')).toEqual([]);
    expect(planOf(directory).observers).toEqual([]);
    expect((await fetch(server.url)).status).toBe(200);
    await server.close();
  });

  it('is not loaded when it is down', async () => {
    const port = await freePort();

    const { exitCode, stderr, directory } = await cli(['run', 'items'], {
      files: files({ url: `http://127.0.0.1:${port}/` }),
    });

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/target .* is down: .*ECONNREFUSED[\s\S]*target\.command/);
    expect(resultOf(directory)).toMatchObject({
      verdict: 'fail',
      failure: { code: 'TARGET_DOWN' },
      workers: [],
    });
  });
});
