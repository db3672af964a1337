import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, resultOf } from './harness.ts';
import { freePort, startTargetServer, type TargetServer } from './target-server.ts';

/** Answers 500 to everything, except for /fine. */
let target: TargetServer;
beforeAll(async () => {
  target = await startTargetServer(({ url }, response) => {
    response.statusCode = url === '/fine' ? 200 : 500;
    response.end();
  });
});
afterAll(() => target.close());

const script = (path: string, durationSec: number, thresholds: object) => `
import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '${durationSec}s', thresholds: ${JSON.stringify(thresholds)} };
export default function () { http.get(__ENV.TARGET_URL + '${path}'); sleep(0.02); }
export function teardown() { console.log('torn down'); }
`;

function run(text: string, config: object = {}) {
  const files = { 'script.ts': text, 'loadtest.config.json': JSON.stringify(config) };
  return cli(['run', 'script.ts', '--workers', '2'], { files, env: { TARGET_URL: target.url } });
}

describe('a threshold', () => {
  it('that fails at the end fails the run', async () => {
    const { exitCode, stdout, directory } = await run(
      script('/fails', 2, { http_req_failed: ['rate<0.01'] }),
    );

    expect(exitCode).toBe(99);
    expect(stdout).toMatch(/✗ http_req_failed +rate<0\.01 +100 %/);
    expect(resultOf(directory)).toMatchObject({
      verdict: 'fail',
      end: { by: 'schedule' },
      thresholds: [{ ok: false, observed: 1, aborted: false }],
    });
  });

  it('with abortOnFail ends the load of every worker at once, and the run as usual', async () => {
    const aborting = [{ threshold: 'rate<0.01', abortOnFail: true }];
    const { exitCode, stdout, stderr, directory, survivors } = await run(
      script('/fails', 60, { http_req_failed: aborting, http_reqs: ['count>1'] }),
    );

    expect({ exitCode, survivors }).toEqual({ exitCode: 99, survivors: [] });
    expect(stdout).toMatch(/✗ http_req_failed +rate<0\.01 +100 %/);
    expect(stderr).toContain('torn down');
    const { end, thresholds, durationMs, verdict } = resultOf(directory);
    expect({ end, verdict }).toEqual({
      end: { by: 'threshold', message: 'http_req_failed: rate<0.01' },
      verdict: 'fail',
    });
    expect(thresholds).toMatchObject([
      { metric: 'http_req_failed', ok: false, aborted: true },
      { metric: 'http_reqs', ok: true, aborted: false },
    ]);
    expect(durationMs).toBeLessThan(10_000);
  });

  it('with delayAbortEval is left that long', async () => {
    const delayed = [{ threshold: 'rate<0.01', abortOnFail: true, delayAbortEval: '3s' }];
    const { exitCode, directory } = await run(script('/fails', 60, { http_req_failed: delayed }));

    expect(exitCode).toBe(99);
    const { end, durationMs } = resultOf(directory);
    expect(end.by).toBe('threshold');
    expect(durationMs).toBeGreaterThan(3_000);
    expect(durationMs).toBeLessThan(15_000);
  });
});

describe('an error storm', () => {
  it('of the configured share and length ends the run, with its reason', async () => {
    const config = { errorStorm: { share: 0.5, windowMs: '2s' } };
    const { exitCode, stdout, stderr, directory, survivors } = await run(script('/fails', 60, {}), config);

    expect({ exitCode, survivors }).toEqual({ exitCode: 99, survivors: [] });
    expect(stderr).toContain('torn down');
    expect(stdout).toMatch(/nearly all requests failed: 100 % of the\s+requests failed for 2 s/);
    const { end, durationMs, verdict } = resultOf(directory);
    expect({ end, verdict }).toEqual({
      end: { by: 'error-storm', message: '100 % of the requests failed for 2 s' },
      verdict: 'fail',
    });
    expect(durationMs).toBeGreaterThan(2_000);
    expect(durationMs).toBeLessThan(15_000);
  });

  it('does not end a run whose requests succeed', async () => {
    const config = { errorStorm: { share: 0.5, windowMs: '1s' } };
    const { exitCode, directory } = await run(script('/fine', 3, {}), config);

    expect(exitCode).toBe(0);
    expect(resultOf(directory).end).toEqual({ by: 'schedule' });
  });
});

describe('a target that ends under load', () => {
  it('ends the run with what it said, and the result has what was measured', async () => {
    const port = await freePort();
    const service = `
      let requests = 0;
      require('http').createServer((_, response) => {
        response.end();
        requests += 1;
        if (requests === 100) console.error('out of memory');
        if (requests === 100) process.exit(7);
      }).listen(${port}, '127.0.0.1');`;
    const config = { target: { command: 'node service.cjs', url: `http://127.0.0.1:${port}/` } };
    const files = {
      'script.ts': script('', 60, {}),
      'service.cjs': service,
      'loadtest.config.json': JSON.stringify(config),
    };
    const { exitCode, stdout, stderr, directory, survivors } = await cli(['run', 'script.ts'], { files });

    expect({ exitCode, survivors }).toEqual({ exitCode: 3, survivors: [] });
    expect(stderr).toMatch(
      /^error: target ended with 7 during the run\nhint: .*; it said: out of memory\n$/m,
    );
    expect(stderr).toContain('torn down');
    expect(stdout).toMatch(/could not be carried through: target ended with 7 during\s+the run/);
    const { end, failure, requests, verdict } = resultOf(directory);
    expect({ by: end.by, code: failure?.code, verdict }).toEqual({
      by: 'failure',
      code: 'TARGET_DOWN',
      verdict: 'fail',
    });
    expect(requests).toMatchObject([{ method: 'GET', statuses: { 200: expect.any(Number) } }]);
  });
});
