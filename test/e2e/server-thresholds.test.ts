import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, resultOf } from './harness.ts';
import { startTargetServer, type TargetServer } from './target-server.ts';

let service: TargetServer;
beforeAll(async () => {
  service = await startTargetServer();
});
afterAll(() => service.close());

const scenario = `
import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 1, duration: '12s' };
export default function () { http.get(__ENV.TARGET_URL, { tags: { name: 'home' } }); sleep(0.1); }
`;

/** The service runs in this process. */
const files = (...serverThresholds: object[]) => ({
  'loadtest.config.yaml': JSON.stringify({
    target: { url: service.url },
    observers: [{ type: 'process', pid: process.pid, name: 'service' }],
    serverThresholds,
  }),
  'loadtest/scenarios/steady.ts': scenario,
});
const memory = {
  source: 'process',
  resource: 'service',
  metric: 'memory_bytes',
  stat: 'max',
  op: '<',
  for: '2s',
};

describe('a threshold on a server', () => {
  it('that is met is in the result, and the run passes', async () => {
    const { exitCode, stderr, directory } = await cli(['run', 'steady'], {
      files: files({ ...memory, value: 2 ** 40, abortOnFail: true }),
    });
    expect(exitCode, stderr).toBe(0);
    expect(resultOf(directory).serverThresholds).toMatchObject([
      { ok: true, unit: 'bytes', forMs: 2_000, warmUpMs: 3_000, aborted: false },
    ]);
  });

  it('that is missed ends the load, where it is to, with the exit code of thresholds', async () => {
    const { exitCode, stderr, directory, survivors } = await cli(['run', 'steady'], {
      files: files({ ...memory, value: 1, abortOnFail: true }),
    });
    expect(exitCode, stderr).toBe(99);
    const { end, verdict, serverThresholds } = resultOf(directory);
    const metric = 'memory_bytes{source:process,resource:service}';
    expect(end).toEqual({ by: 'threshold', message: `${metric}: max<1 for 2s` });
    expect(verdict).toBe('fail');
    expect(serverThresholds).toMatchObject([{ ok: false, aborted: true }]);
    expect(stderr).toContain(metric);
    expect(survivors).toEqual([]);
  });

  it('whose source is not observed stops the run before any load', async () => {
    const { exitCode, stderr } = await cli(['run', 'steady'], {
      files: files({ ...memory, source: 'prometheus', value: 1 }),
    });
    expect(exitCode).toBe(104);
    expect(stderr).toContain(
      'the threshold on memory_bytes needs an observer of type "prometheus", there is none',
    );
  });
});
