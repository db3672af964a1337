import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { probe } from '../../../runner/local/probe.ts';

async function serve(port: number, listener: RequestListener): Promise<number | undefined> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  const failed = once(server, 'error').then(() => undefined);
  const address = once(server.listen(port, '127.0.0.1'), 'listening').then(() => server.address());
  const bound = await Promise.race([failed, address]);
  return (bound as AddressInfo | undefined)?.port;
}

it.each([
  [200, undefined],
  [302, undefined],
  [404, undefined],
  [500, 'it answers with 500'],
  [503, 'it answers with 503'],
])('a target that answers with %d', async (status, reason) => {
  const port = await serve(0, (_, response) =>
    response.writeHead(status, { location: '/' }).end('x'.repeat(1e6)),
  );
  expect(await probe(`http://127.0.0.1:${port}/`)).toBe(reason);
});

it('a target on a port that browsers do not dial is up like any other', async () => {
  const answer: RequestListener = (_, response) => void response.end();
  let port: number | undefined;
  for (const blocked of [6000, 6566, 6665, 6666, 6667, 10080]) port ??= await serve(blocked, answer);
  expect(await probe(`http://127.0.0.1:${port}/`)).toBeUndefined();
});

it('a target that nothing serves is down, at each of its addresses', async () => {
  expect(await probe('http://127.0.0.1:9/')).toBe('connect ECONNREFUSED 127.0.0.1:9');
  expect(await probe('http://localhost:9/')).toContain('connect ECONNREFUSED 127.0.0.1:9');
});

it('a target that hangs is given up', async () => {
  const port = await serve(0, () => undefined);
  expect(await probe(`http://127.0.0.1:${port}/`)).toBe('no answer within 2 s');
});

it('a target that does not speak HTTP is down', async () => {
  const port = await serve(0, ({ socket }) => void socket.end('gibberish\r\n\r\n'));
  expect(await probe(`http://127.0.0.1:${port}/`)).toContain('Parse Error');
});
