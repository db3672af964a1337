import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSampleApi } from '../../sample-api/index.ts';
import { guardedFiles } from './guarded-files.ts';
import { cli, planOf, resultOf, runDirectory } from './harness.ts';
import { startTargetServer } from './target-server.ts';

describe('production', () => {
  const idle = 'export const options = { vus: 1, iterations: 1 }; export default function () {}';
  const files = guardedFiles({ targets: [{ host: '127.0.0.1', environment: 'production' }] }, idle);
  const permission = ['--allow-production', '--reason', 'launch rehearsal, agreed with on-call'];

  it.each([
    ['without permission', [], {}, /needs --allow-production/],
    ['without a reason', ['--allow-production'], {}, /needs a --reason/],
    ['with a blank reason', ['--allow-production', '--reason', ' '], {}, /needs a --reason/],
    [
      'with permission from the environment',
      [],
      { LOADTEST_ALLOW_PRODUCTION: 'true', LOADTEST_REASON: 'x' },
      /needs --allow-production/,
    ],
    ['in CI without its name', permission, { CI: 'true' }, /must be named with --environment/],
  ])('is not loaded %s', async (_, args, env, message) => {
    const { exitCode, stderr } = await cli(['run', 'escape', '--dry-run', ...args], { files, env });

    expect(exitCode).toBe(104);
    expect(stderr).toMatch(message);
  });

  it('is loaded with permission, and the reason is kept', async () => {
    const args = ['run', 'escape', '--environment', 'production', ...permission];
    const { exitCode, stderr, directory } = await cli(args, { files, env: { CI: 'true' } });

    expect(exitCode, stderr).toBe(0);
    const guard = { environment: 'production', reason: 'launch rehearsal, agreed with on-call' };
    expect(planOf(directory).guard).toMatchObject(guard);
    expect(resultOf(directory).guard).toMatchObject(guard);
    expect(readFileSync(join(runDirectory(directory), 'report.html'), 'utf8')).toContain(guard.reason);
  });
});

describe('limits', () => {
  const flood = (url: string) => `
    import http from 'k6/http';
    export const options = { vus: 20, duration: '6s' };
    export default function () { http.batch([1, 2, 3].map(() => ['GET', '${url}/', null, { tags: { name: 'flood' } }])); }`;

  it('the rate ceiling holds over all workers', async () => {
    const arrivalsMs: number[] = [];
    const server = await startTargetServer((_, response) => {
      arrivalsMs.push(performance.now());
      response.end();
    });
    const workers = 4;
    const maxRatePerSec = 40;
    const targets = [{ host: '127.0.0.1', environment: 'test', maxRatePerSec }];

    const { exitCode, stderr, directory } = await cli(['run', 'escape', '--workers', String(workers)], {
      files: guardedFiles({ targets }, flood(server.url)),
    });
    await server.close();

    expect(exitCode, stderr).toBe(0);
    const [firstMs = 0] = arrivalsMs;
    const lastMs = arrivalsMs.at(-1) ?? 0;
    // Each worker's limiter lets one request through at once, and a busy machine may be slow to start the first.
    const dueBy = (ms: number) => workers + ((ms - firstMs + 300) / 1_000) * maxRatePerSec;
    expect(arrivalsMs.filter((ms, index) => index + 1 > dueBy(ms))).toEqual([]);
    expect(arrivalsMs.length).toBeGreaterThan(0.8 * maxRatePerSec * ((lastMs - firstMs) / 1_000));
    const result = resultOf(directory);
    expect(result.validity.reasons.map(({ code }) => code)).toContain('rate-ceiling');
    expect(result.validity.level).not.toBe('valid');
  });

  it('redirects, which k6 does not hold back, end the run when they break the ceiling', async () => {
    const server = await startTargetServer(({ url = '' }, response) => {
      if (url.length < 5) response.writeHead(302, { location: `${url}a` });
      response.end();
    });
    const targets = [{ host: '127.0.0.1', environment: 'test', maxRatePerSec: 40 }];
    const source = flood(server.url).replace('6s', '60s');
    const { exitCode, directory } = await cli(['run', 'escape'], {
      files: guardedFiles({ targets }, source),
    });
    await server.close();

    const result = resultOf(directory);
    expect(exitCode).toBe(4);
    expect(result.end.by).toBe('rate-ceiling');
    expect(result.durationMs).toBeLessThan(10_000);
    expect(result.validity).toMatchObject({ level: 'invalid' });
  });

  it('messages over a WebSocket, which k6 does not hold back either, end it too', async () => {
    const api = createSampleApi({ cpuMs: 0 });
    const url = await api.listen(0);
    const targets = [{ host: '127.0.0.1', environment: 'test', maxRatePerSec: 40 }];
    const source = `
    import { WebSocket } from 'k6/websockets';
    export const options = { vus: 1, iterations: 1 };
    export default function () {
      const socket = new WebSocket('${url.replace('http', 'ws')}/ws');
      socket.onopen = () => setInterval(() => socket.send('{"type":"publish","topic":"a","sentAtMs":0}'), 5);
    }`;
    const { exitCode, directory } = await cli(['run', 'escape'], {
      files: guardedFiles({ targets }, source),
    });
    await api.close();

    const result = resultOf(directory);
    expect({ exitCode, by: result.end.by }).toEqual({ exitCode: 4, by: 'rate-ceiling' });
    expect(result.validity.reasons.map(({ code }) => code)).toContain('rate-ceiling');
  });

  it('a plan that asks for more than the ceiling is refused', async () => {
    const targets = [{ host: '127.0.0.1', environment: 'test', maxRatePerSec: 40 }];
    const source = 'export default function () {}';
    const { exitCode, stderr } = await cli(
      ['run', 'escape', '--rate', '50/s', '--duration', '5s', '--dry-run'],
      {
        files: guardedFiles({ targets }, source),
      },
    );

    expect(exitCode).toBe(104);
    expect(stderr).toMatch(/start up to 50 iterations\/s, above the ceiling of 40 requests\/s of "test"/);
  });

  it('an error storm ends the run after its window', async () => {
    const server = await startTargetServer((_, response) => response.writeHead(500).end());
    const source = flood(server.url).replace('6s', '60s').replace('vus: 20', 'vus: 1');
    const { exitCode, directory } = await cli(['run', 'escape'], {
      files: guardedFiles({ errorStorm: { share: 0.9, windowMs: '3s' } }, source),
    });
    await server.close();

    const result = resultOf(directory);
    expect(exitCode).toBe(99);
    expect(result).toMatchObject({
      verdict: 'fail',
      end: { by: 'error-storm', message: '100 % of the requests failed for 3 s' },
    });
    expect(result.durationMs).toBeGreaterThan(3_000);
    expect(result.durationMs).toBeLessThan(10_000);
  });

  it('errors below the share, or for a shorter time, do not', async () => {
    const startedMs = performance.now();
    const server = await startTargetServer((_, response) => {
      const isStorm = performance.now() - startedMs < 2_000;
      response.writeHead(isStorm || Math.random() < 0.5 ? 500 : 200).end();
    });
    const { directory } = await cli(['run', 'escape'], {
      files: guardedFiles(
        { errorStorm: { share: 0.9, windowMs: '3s' } },
        flood(server.url).replace('vus: 20', 'vus: 1'),
      ),
    });
    await server.close();

    expect(resultOf(directory).end).toEqual({ by: 'schedule' });
  });
});
