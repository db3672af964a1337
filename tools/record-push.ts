import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createContext } from '../cli/context.ts';
import { provideK6 } from '../runner/k6/provide.ts';
import { feedEnvironment } from '../runner/worker/feed-environment.ts';

/** Records the last push of a short real k6 run, on which the decoder is tested. */
const fixture = resolve(import.meta.dirname, '../test/runner/coordinator/push.otlp');

const script = `
import http from 'k6/http';
import { check, group } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';

const orders = new Counter('orders');
const stock = new Gauge('stock');
const sold = new Rate('sold');
const balance = new Trend('balance');
const paid = new Trend('paid', true);

export const options = { iterations: 4, vus: 1 };

export default function () {
  group('shop', () => {
    const answer = http.get(\`\${__ENV.TARGET_URL}/home\`, { tags: { name: 'home' } });
    check(answer, { 'is ok': ({ status }) => status === 200 });
  });
  orders.add(2.5, { kind: 'book' });
  stock.add(10 - __ITER);
  sold.add(__ITER > 0);
  balance.add([-2, -1, 0, 4][__ITER]);
  paid.add(100 * (__ITER + 1));
}
`;

let last = Buffer.alloc(0);
const server = createServer(async (request, response) => {
  const body = await buffer(request);
  if (request.method === 'POST') last = body;
  response.end('hello');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

const directory = await mkdtemp(join(tmpdir(), 'loadtest-push-'));
const path = join(directory, 'script.js');
await writeFile(path, script);
const { path: k6 } = await provideK6(createContext());
const settings = {
  coordinator: `http://127.0.0.1:${port}`,
  token: 't',
  index: 0,
  k6,
  directory,
  cwd: directory,
};
const child = spawn(k6, ['run', '--quiet', '--summary-mode=disabled', '--out=opentelemetry', path], {
  env: { ...feedEnvironment(settings), TARGET_URL: `http://127.0.0.1:${port}`, K6_NO_USAGE_REPORT: 'true' },
  stdio: 'inherit',
});
await once(child, 'close');
server.close();
await rm(directory, { recursive: true });
await writeFile(fixture, last);
process.stdout.write(`${fixture}: ${last.length} bytes\n`);
