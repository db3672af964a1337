import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FeedReader } from '../../runner/coordinator/feed.ts';
import { serveWorkers } from '../../runner/coordinator/http-server.ts';
import { Journal } from '../../runner/coordinator/journal.ts';
import { Merge } from '../../runner/coordinator/merge.ts';
import { WorkerRegistry } from '../../runner/coordinator/worker-registry.ts';

/**
 * What a coordinator does while the load runs, in a process of its own: it takes pushes and heartbeats, and journals
 * the seconds. Asked for it, it tells what it has used.
 */
const workers = Number(process.argv[2]);
const token = process.argv[3] ?? '';
const tickMs = 1_000;

const merge = new Merge(workers);
const feed = new FeedReader();
const registry = new WorkerRegistry(workers);
const scratch = await mkdtemp(join(tmpdir(), 'loadtest-bench-'));
const journal = await Journal.create(join(scratch, 'series.ndjson'));
let rejected = 0;

const server = await serveWorkers('127.0.0.1', 0, {
  token,
  workers,
  archive: new Uint8Array(),
  register: () => ({ refused: 'nothing to run' }),
  heartbeat: (worker, heartbeat) => registry.heartbeat(worker, heartbeat, performance.now()),
  command: async () => ({ command: 'continue' }),
  exit: () => undefined,
  push: (worker, body) => merge.receive(worker, feed.read(body), performance.now()),
  rejected: () => {
    rejected += 1;
  },
});
merge.start(performance.now());

const ticks = setInterval(() => {
  void journal.append(merge.takeBins(performance.now()));
}, tickMs);

process.on('message', () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const requests = merge.totals().filter(({ metric }) => metric === 'http_reqs');
  process.send?.({
    cpuSeconds: (user + system) / 1e6,
    heapBytes: process.memoryUsage().heapUsed,
    series: merge.totals().length,
    requests: requests.reduce((sum, { state }) => sum + (state.type === 'counter' ? state.count : 0), 0),
    rejected,
  });
});
process.on('disconnect', async () => {
  clearInterval(ticks);
  await server.close();
  await journal.close();
  await rm(scratch, { recursive: true });
});
process.send?.({ address: server.address });
