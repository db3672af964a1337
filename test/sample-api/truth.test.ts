import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Stats } from '../../sample-api/index.ts';
import { type ApiProcess, spawnApi } from './running-api.ts';

// The kernel's own account of the process: clock ticks are 1/100 s on every Linux that Node supports.
async function cpuSecondsOf({ pid }: ApiProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function residentBytesOf({ pid }: ApiProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
}

async function statsOf({ url }: ApiProcess): Promise<Stats> {
  const response = await fetch(`${url}/stats`);
  return (await response.json()) as Stats;
}

async function askFor(url: string, requests: number, concurrency = 1): Promise<void> {
  let left = requests;
  const askInTurn = async () => {
    while (left-- > 0) await (await fetch(url)).arrayBuffer();
  };
  await Promise.all(Array.from({ length: concurrency }, askInTurn));
}

/** CPU milliseconds a request, as the kernel and as the service itself account for it. */
async function measure(api: ApiProcess, path: string, requests: number, concurrency?: number) {
  await fetch(`${api.url}/stats/reset`, { method: 'POST' });
  const before = await cpuSecondsOf(api);
  await askFor(api.url + path, requests, concurrency);
  const cpuSeconds = (await cpuSecondsOf(api)) - before;
  const stats = await statsOf(api);
  return {
    cpuMs: (cpuSeconds / requests) * 1_000,
    statedMs: (stats.demandSeconds / requests) * 1_000,
    stats,
  };
}

// A demand holds as long as it is above what the server itself spends on a request, which is 0.4 ms on a quiet machine
// and more where caches and cores are shared with others: the demands here leave room for that.
describe.runIf(process.platform === 'linux')('the CPU of a process of its own', () => {
  it.each([
    ['a route of the mix', '/products', [], 3],
    ['a dear route', '/search?q=oak', [], 6],
    ['a scaled mix', '/', ['--cpu-ms', '8'], 4],
    ['a route of its own', '/products/1', ['--route-cpu-ms', 'product=5'], 5],
    ['requests that hold much memory', '/products', ['--held-bytes', '1048576'], 3],
    ['requests that fail', '/products', ['--error-share', '1'], 3],
  ])('is the stated demand for %s', async (_, path, args, statedMs) => {
    const api = await spawnApi(['--distribution', 'fixed', ...args]);
    const { cpuMs, stats } = await measure(api, path, 300);
    expect(cpuMs / statedMs).toBeGreaterThan(0.9);
    expect(cpuMs / statedMs).toBeLessThan(1.1);
    expect(stats.demandSeconds).toBeCloseTo((300 * statedMs) / 1_000, 9);
  });

  it('is the sum of the drawn demands when they are exponential, with many requests in flight', async () => {
    const api = await spawnApi();
    const { cpuMs, statedMs, stats } = await measure(api, '/products', 400, 20);
    for (const ratio of [cpuMs / statedMs, stats.cpuSeconds / stats.demandSeconds]) {
      expect(ratio).toBeGreaterThan(0.9);
      expect(ratio).toBeLessThan(1.1);
    }
    // The client is not always quick enough to have all twenty there.
    expect(stats.peakInFlight).toBeGreaterThan(10);
    expect(stats.peakInFlight).toBeLessThanOrEqual(20);
  });
});

describe.runIf(process.platform === 'linux')('the memory of a process of its own', () => {
  const mebibyte = 1_024 ** 2;

  it('grows with the requests in flight and is given back', async () => {
    const api = await spawnApi(['--held-bytes', String(2 * mebibyte), '--stall-share', '1', '--cpu-ms', '0']);
    const leaving = new AbortController();
    const idleBytes = await residentBytesOf(api);
    const stalled = Array.from({ length: 50 }, () =>
      fetch(api.url, { signal: leaving.signal }).catch(() => undefined),
    );
    await expect.poll(async () => (await statsOf(api)).inFlight).toBe(50);
    const heldBytes = (await residentBytesOf(api)) - idleBytes;
    expect(heldBytes / (100 * mebibyte)).toBeGreaterThan(0.95);
    expect(heldBytes / (100 * mebibyte)).toBeLessThan(1.2);

    leaving.abort();
    await Promise.all(stalled);
    await expect.poll(async () => (await statsOf(api)).inFlight).toBe(0);
    expect((await residentBytesOf(api)) - idleBytes).toBeLessThan(20 * mebibyte);
  });

  it('grows with every request that leaks', async () => {
    const api = await spawnApi(['--leak-bytes', String(mebibyte), '--cpu-ms', '0']);
    const idleBytes = await residentBytesOf(api);
    await askFor(api.url, 100);
    const leakedBytes = (await residentBytesOf(api)) - idleBytes;
    expect(leakedBytes / (100 * mebibyte)).toBeGreaterThan(0.95);
    expect(leakedBytes / (100 * mebibyte)).toBeLessThan(1.3);
  });
});

describe('the lock of a process of its own', () => {
  it('bounds the throughput to one request at a time, whatever the CPU could do', async () => {
    const api = await spawnApi(['--lock-ms', '10', '--cpu-ms', '0']);
    await askFor(api.url, 20, 20);
    const sinceMs = performance.now();
    await askFor(api.url, 200, 20);
    const ratePerSec = 200 / ((performance.now() - sinceMs) / 1_000);
    expect(ratePerSec).toBeLessThan(101);
  });
});
