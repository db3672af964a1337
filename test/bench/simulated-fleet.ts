import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Recording } from './pushes.ts';
import { Wire } from './wire.ts';

export interface FleetRequest {
  /** The coordinator's. */
  readonly address: string;
  readonly token: string;
  readonly workers: number;
  readonly loadMs: number;
  /** What each worker pushes, one after the other from its unpause on. */
  readonly recording: Recording;
}

/** What a server's queue of new connections holds without losing any. */
const connectionsAtOnce = 200;
const beatMs = 1_000;

const heartbeat = Buffer.from(
  JSON.stringify({
    pid: 1234,
    usage: { cpuSeconds: 12.34, memoryBytes: 123_456_789, cpuLimitCores: 1 },
    exceptions: {},
  }),
);
const report = Buffer.from(JSON.stringify({ exceptions: {}, exitCode: 0, signal: null, logTail: '' }));

/**
 * Simulates the workers of one run from registration to exit, and their k6 behind one REST API: ready at once, loaded for
 * a while after the unpause. Resolves when all have left or lost their coordinator.
 */
export async function simulateFleet(request: FleetRequest): Promise<{ readonly refused: number }> {
  const port = Number(request.address.split(':')[1]);
  const unpausedMs = new Map<number, number>();
  const api = await serveK6Apis(request.loadMs, unpausedMs);
  const counts = { refused: 0 };
  const lives: Promise<void>[] = [];
  for (let worker = 0; worker < request.workers; worker += connectionsAtOnce) {
    const batch = Array.from(
      { length: Math.min(connectionsAtOnce, request.workers - worker) },
      (_, i) => worker + i,
    );
    const wires = await Promise.all(
      batch.map(async (index) => ({
        index,
        calls: await Wire.open(port, request.token),
        orders: await Wire.open(port, request.token),
      })),
    );
    lives.push(...wires.map((wire) => live(request, { ...wire, api: api.address }, unpausedMs, counts)));
  }
  await Promise.all(lives);
  api.server.close();
  api.server.closeAllConnections();
  return counts;
}

interface Wires {
  readonly index: number;
  readonly calls: Wire;
  /** For the question that stays open. */
  readonly orders: Wire;
  readonly api: string;
}

/**
 * One worker: it registers, fetches, beats and pushes each second until it is released, and reports its exit. Its final
 * push waits for its turn, since the times that stand in it do: so it leaves up to a second later than k6 would.
 */
async function live(
  { workers, recording }: FleetRequest,
  { index, calls, orders, api }: Wires,
  unpausedMs: ReadonlyMap<number, number>,
  counts: { refused: number },
): Promise<void> {
  const call = async (method: string, action: string, body?: Buffer) => {
    const { status } = await calls.send(method, `/workers/${index}/${action}`, body);
    if (status !== 200) counts.refused += 1;
    return status;
  };
  let pushes = 0;
  const push = () => {
    const body = unpausedMs.has(index) ? recording[pushes++] : undefined;
    return body && call('POST', 'v1/metrics', body);
  };
  await call(
    'POST',
    'register',
    Buffer.from(JSON.stringify({ address: `${api}/${index}`, host: 'simulated' })),
  );
  await call('GET', 'archive');
  let isReleased = false;
  void untilReleased(index, orders).then(() => {
    isReleased = true;
  });
  // Workers of a run do not beat in step.
  await delay((beatMs * index) / workers);
  while (!isReleased) {
    const beganMs = performance.now();
    if ((await call('POST', 'heartbeat', heartbeat)) === 0) break;
    await push();
    await delay(Math.max(0, beatMs - (performance.now() - beganMs)));
  }
  await push();
  await call('POST', 'exit', report);
  calls.close();
  orders.close();
}

/** Each answer says to go on, which takes 20 seconds, but for that which comes at once at the end. */
async function untilReleased(index: number, orders: Wire): Promise<void> {
  for (;;) {
    const beganMs = performance.now();
    const { status } = await orders.send('GET', `/workers/${index}/command`);
    if (status !== 200 || performance.now() - beganMs < 15_000) return;
  }
}

/** The REST API of every k6: a worker's index stands before k6's own path. */
async function serveK6Apis(
  loadMs: number,
  unpausedMs: Map<number, number>,
): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const index = Number(/^\/(\d+)\//.exec(request.url ?? '')?.[1]);
    request.resume();
    request.once('end', () => {
      if (request.method === 'PATCH') unpausedMs.set(index, performance.now());
      response.setHeader('content-type', 'application/json');
      response.end(
        bodyFor(request.method ?? '', performance.now() - (unpausedMs.get(index) ?? Number.NaN), loadMs),
      );
    });
  });
  // Like that of k6, it closes no connection by itself.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, address: `127.0.0.1:${port}` };
}

function bodyFor(method: string, loadedMs: number, loadMs: number): string {
  if (method === 'POST') return '{"data":{"attributes":{"data":null}}}';
  const status = Number.isNaN(loadedMs) ? 4 : loadedMs < loadMs ? 7 : 9;
  return JSON.stringify({ data: { attributes: { status, stopped: false } } });
}
