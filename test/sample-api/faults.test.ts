import { describe, expect, it } from 'vitest';
import { runApi } from './running-api.ts';

async function statusesOf(url: string, count: number): Promise<readonly number[]> {
  return Promise.all(Array.from({ length: count }, async () => (await fetch(url)).status));
}

const secondsFrom = (sinceMs: number) => (performance.now() - sinceMs) / 1_000;

describe('errors', () => {
  it('befall their share of the requests and are counted', async () => {
    const { api, url } = await runApi({ errorShare: 0.25 });
    const statuses = await statusesOf(url, 400);
    const failed = statuses.filter((status) => status === 500).length;
    expect(failed / 400).toBeCloseTo(0.25, 1);
    expect(api.stats().routes.home?.answers).toEqual({ 200: 400 - failed, 500: failed });
  });

  it.each(['/health', '/stats', '/link?to=http://a.test', '/redirect?to=/health'])(
    'spare %s',
    async (path) => {
      const { url } = await runApi({ errorShare: 1 });
      expect((await fetch(url + path)).status).toBeLessThan(500);
    },
  );
});

describe('stalls', () => {
  it('hold their requests for the stated time, then answer as usual', async () => {
    const { url } = await runApi({ stallShare: 1, stallMs: 80 });
    const sinceMs = performance.now();
    expect(await statusesOf(url, 3)).toEqual([200, 200, 200]);
    expect(secondsFrom(sinceMs)).toBeGreaterThanOrEqual(0.079);
  });

  it('end when the client leaves, which is counted', async () => {
    const { api, url } = await runApi({ stallShare: 1, stallMs: 60_000 });
    const leaving = new AbortController();
    const asked = fetch(url, { signal: leaving.signal });
    await expect.poll(() => api.stats().inFlight).toBe(1);
    leaving.abort();
    await expect(asked).rejects.toThrow('aborted');
    await expect.poll(() => api.stats().inFlight).toBe(0);
    expect(api.stats().routes.home).toEqual({ requests: 1, demandSeconds: 0, answers: {}, aborted: 1 });
  });

  it('end with 503 when the service does', async () => {
    const { api, url } = await runApi({ stallShare: 1, stallMs: 60_000 });
    const answers = statusesOf(url, 5);
    await expect.poll(() => api.stats().inFlight).toBe(5);
    await api.close();
    expect(await answers).toEqual([503, 503, 503, 503, 503]);
  });
});

describe('a slow start', () => {
  it('answers 503 to all but the stats until the service is ready', async () => {
    const { url } = await runApi({ readyAfterMs: 300 });
    expect((await fetch(`${url}/health`)).status).toBe(503);
    expect((await fetch(url)).status).toBe(503);
    expect((await fetch(`${url}/stats`)).status).toBe(200);
    await expect.poll(async () => (await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(url)).status).toBe(200);
  });

  it('makes the first requests demand more', async () => {
    const { api, url } = await runApi({
      routeCpuMs: { home: 2 },
      distribution: 'fixed',
      warmUpRequests: 3,
      warmUpFactor: 4,
    });
    await statusesOf(url, 5);
    expect(api.stats().routes.home?.demandSeconds).toBeCloseTo((3 * 8 + 2 * 2) / 1_000, 9);
  });
});

describe('the lock', () => {
  it('lets requests pass one by one, each after its time', async () => {
    const { api, url } = await runApi({ lockMs: 20 });
    const sinceMs = performance.now();
    await statusesOf(url, 10);
    expect(secondsFrom(sinceMs)).toBeGreaterThanOrEqual(0.199);
    expect(api.stats().peakInFlight).toBe(10);
  });
});
