import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyGuard } from '../../../core/guard/apply.ts';
import { decideGuard } from '../../../core/guard/policy.ts';
import { runK6 } from '../k6.ts';

const reached = new Set<string>();
const servers: Server[] = [];
let port = 0;

/** A server that notes the address by which it was reached, and redirects `/away` to an address that is not allowed. */
async function listen(address: string, wantedPort: number): Promise<number> {
  const server = createServer((request, response) => {
    reached.add(address);
    if (request.url === '/away') response.writeHead(302, { location: `http://127.0.0.2:${port}/` });
    response.end('ok');
  });
  servers.push(server);
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(wantedPort, address, resolve),
  );
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  port = await listen('127.0.0.1', 0);
  await listen('127.0.0.2', port);
  await listen('::1', port);
});

afterAll(() => {
  for (const server of servers) server.close();
});

it('k6 dials what is allowed, and nothing else by any road', async () => {
  const target = { host: 'api', environment: 'test', addresses: ['127.0.0.1'] };
  const decision = decideGuard({ targets: [target], resolved: {}, flags: {}, ci: false });
  const options = applyGuard(
    { vus: 1, iterations: 1, hosts: { 'elsewhere.test': '127.0.0.2' } },
    decision,
    1,
  );
  const output = await runK6(
    ['run', '--quiet', '--no-usage-report', '--summary-mode=disabled', 'escape.js'],
    {
      'escape.js': `
      import http from 'k6/http';
      import ws from 'k6/ws';
      import grpc from 'k6/net/grpc';
      export const options = ${JSON.stringify(options)};
      const at = (host, path = '/') => http.get('http://' + host + ':${port}' + path).error_code;
      const attempt = (dial) => { try { return String(dial()); } catch (error) { return String(error); } };
      export default function () {
        console.log(JSON.stringify({
          allowed: at('127.0.0.1'),
          mappedAllowed: at('[::ffff:127.0.0.1]'),
          other: at('127.0.0.2'),
          mapped: at('[::ffff:127.0.0.2]'),
          mappedHex: at('[::ffff:7f00:2]'),
          ipv6: at('[::1]'),
          any: at('0.0.0.0'),
          anyIpv6: at('[::]'),
          alias: at('elsewhere.test'),
          redirect: at('127.0.0.1', '/away'),
          webSocket: attempt(() => ws.connect('ws://127.0.0.2:${port}/', () => {}).error),
          grpc: attempt(() => new grpc.Client().connect('127.0.0.2:${port}', { plaintext: true, timeout: '2s' })),
        }));
      }`,
    },
  );
  const [, result = ''] = /msg="(\{.*\})"/.exec(output) ?? [];
  const codes: unknown = JSON.parse(JSON.parse(`"${result}"`));
  const blacklisted = 1110;
  expect(codes).toEqual({
    allowed: 0,
    mappedAllowed: 0,
    other: blacklisted,
    mapped: blacklisted,
    mappedHex: blacklisted,
    ipv6: blacklisted,
    any: blacklisted,
    anyIpv6: blacklisted,
    alias: blacklisted,
    redirect: blacklisted,
    webSocket: expect.stringContaining('is in a blacklisted range'),
    grpc: expect.stringContaining('is in a blacklisted range'),
  });
  expect(reached).toEqual(new Set(['127.0.0.1']));
});
