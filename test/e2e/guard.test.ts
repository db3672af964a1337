import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleApi, type SampleApi } from '../../sample-api/index.ts';
import { freePort } from './free-port.ts';
import { guardedFiles } from './guarded-files.ts';
import { cli, resultOf, runDirectory } from './harness.ts';

const blacklisted = '1110';

/** Whatever reaches an address that is not allowed. */
interface Outsider {
  readonly port: number;
  readonly connections: () => number;
  close(): void;
}

async function listenOutside(address: string): Promise<Outsider> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  const port = await freePort();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
  return { port, connections: () => connections, close: () => server.close() };
}

describe('with one address allowed, load gets nowhere else', () => {
  const targets = [{ host: '127.0.0.1', environment: 'test' }];
  let api: SampleApi;
  let url: string;
  let other: Outsider;
  let ipv6: Outsider;

  beforeAll(async () => {
    api = createSampleApi({ cpuMs: 0 });
    url = await api.listen(0);
    other = await listenOutside('127.0.0.2');
    ipv6 = await listenOutside('::1');
  });
  afterAll(async () => {
    await api.close();
    other.close();
    ipv6.close();
  });

  /** Runs a script whose iterations try to leave, three times. */
  async function leave(attempt: string, options: object = {}) {
    const source = `
      import http from 'k6/http';
      import ws from 'k6/ws';
      import { WebSocket } from 'k6/websockets';
      import grpc from 'k6/net/grpc';
      import { sleep } from 'k6';
      const client = new grpc.Client();
      const allowed = ${JSON.stringify(url)};
      export const options = ${JSON.stringify({ vus: 1, iterations: 3, ...options })};
      export default function () { ${attempt} }`;
    const outcome = await cli(['run', 'escape'], {
      files: guardedFiles({ targets }, source),
    });
    const result = resultOf(outcome.directory);
    expect([other.connections(), ipv6.connections()], outcome.stderr).toEqual([0, 0]);
    return {
      ...outcome,
      result,
      report: readFileSync(join(runDirectory(outcome.directory), 'report.html'), 'utf8'),
    };
  }

  it.each([
    ['another address of loopback', () => `http://127.0.0.2:${other.port}/`],
    ['IPv6', () => `http://[::1]:${ipv6.port}/`],
    ['IPv4 mapped into IPv6', () => `http://[::ffff:127.0.0.2]:${other.port}/`],
    ['the address that means all of them', () => `http://0.0.0.0:${other.port}/`],
    ['another scheme', () => `https://127.0.0.2:${other.port}/`],
  ])('by %s', async (_, away) => {
    const { result, report } = await leave(`http.get('${away()}');`);

    expect(result.requests).toMatchObject([
      { name: away(), count: 3, failed: 3, errors: { [blacklisted]: 3 } },
    ]);
    expect(result.guardRefusals).toEqual([{ name: `GET ${away()}`, count: 3 }]);
    expect(result.verdict).toBe('pass');
    expect(report).toContain(`error ${blacklisted} × 3`);
  });

  it('by a second host beside the allowed one', async () => {
    const { result } = await leave(
      `http.batch([allowed + '/health', 'http://127.0.0.2:${other.port}/'].map((to) => ['GET', to, null, { tags: { name: to.includes('.2:') ? 'cdn' : 'api' } }]));`,
    );

    expect(result.requests).toMatchObject([
      { name: 'api', count: 3, failed: 0 },
      { name: 'cdn', count: 3, failed: 3 },
    ]);
    expect(result.guardRefusals).toEqual([{ name: 'GET cdn', count: 3 }]);
  });

  it('by a redirect', async () => {
    const away = `http://127.0.0.2:${other.port}/`;
    const { result } = await leave(
      `http.get(allowed + '/redirect?to=${encodeURIComponent(away)}', { tags: { name: 'moved' } });`,
    );

    expect(result.requests).toMatchObject([
      { name: 'moved', count: 6, failed: 3, statuses: { '302': 3, '0': 3 }, errors: { [blacklisted]: 3 } },
    ]);
    expect(result.guardRefusals).toEqual([{ name: 'GET moved', count: 3 }]);
  });

  it('by an absolute link that the script follows', async () => {
    const away = `http://127.0.0.2:${other.port}/offers`;
    const { result } = await leave(
      `http.get(allowed + '/link?to=${encodeURIComponent(away)}', { tags: { name: 'page' } }).clickLink();`,
    );

    expect(result.guardRefusals).toEqual([{ name: `GET ${away}`, count: 3 }]);
  });

  it('by a name that the script itself points elsewhere', async () => {
    const { result } = await leave(`http.get('http://api.test:${other.port}/');`, {
      hosts: { 'api.test': '127.0.0.2' },
    });

    expect(result.guardRefusals).toEqual([{ name: `GET http://api.test:${other.port}/`, count: 3 }]);
  });

  it('by options of the script that would allow it', async () => {
    const { result } = await leave(`http.get('http://127.0.0.2:${other.port}/');`, {
      blacklistIPs: ['10.0.0.0/8'],
    });

    expect(result.guardRefusals).toEqual([{ name: `GET http://127.0.0.2:${other.port}/`, count: 3 }]);
  });

  it('by a WebSocket', async () => {
    const away = `ws://127.0.0.2:${other.port}/ws`;
    const { result } = await leave(`new WebSocket('${away}').onerror = () => {};`);

    expect(result.guardRefusals).toEqual([{ name: away, count: 3 }]);
    expect(result.metrics.ws_sessions).toMatchObject({ count: 3 });
  });

  it('by a WebSocket of k6/ws, which tells its error to the script alone', async () => {
    const { result, stderr } = await leave(
      `console.log(ws.connect('ws://127.0.0.2:${other.port}/ws', () => {}).error);`,
    );

    expect(stderr).toContain('IP (127.0.0.2) is in a blacklisted range');
    expect(result.metrics.ws_sessions).toMatchObject({ count: 3 });
    expect(result.guardRefusals).toEqual([]);
  });

  it('by gRPC', async () => {
    const { result, exitCode } = await leave(
      `client.connect('127.0.0.2:${other.port}', { plaintext: true, timeout: '500ms' });`,
    );

    expect(exitCode).toBe(107);
    const refused = {
      message: expect.stringContaining('IP (127.0.0.2) is in a blacklisted range'),
      count: 3,
    };
    expect(result.exceptions).toMatchObject([refused]);
    expect(result.guardRefusals).toEqual([{ name: refused.message, count: 3 }]);
  });

  it('in setup', async () => {
    const source = `
      import http from 'k6/http';
      export const options = { vus: 1, iterations: 1 };
      export function setup() { http.get('http://127.0.0.2:${other.port}/seed'); }
      export default function () { http.get('${url}/health'); }`;
    const { directory } = await cli(['run', 'escape'], {
      files: guardedFiles({ targets }, source),
    });

    expect(resultOf(directory).guardRefusals).toEqual([
      { name: `GET http://127.0.0.2:${other.port}/seed`, count: 1 },
    ]);
    expect(other.connections()).toBe(0);
  });

  it.each([
    ['an argument to k6', ['--', '--blacklist-ip', '10.0.0.0/8']],
    ['a variable of k6', ['-e', 'K6_BLACKLIST_IPS=10.0.0.0/8']],
  ])('by %s, which is refused', async (_, args) => {
    const source = `import http from 'k6/http'; export default () => { http.get('http://127.0.0.2:${other.port}/'); };`;
    const { exitCode } = await cli(['run', 'escape', ...args], {
      files: guardedFiles({ targets }, source),
    });

    expect(exitCode).toBe(2);
    expect(other.connections()).toBe(0);
  });

  it('by a proxy in the environment, which is kept from k6', async () => {
    const source = `
      import http from 'k6/http';
      export const options = { vus: 1, iterations: 3 };
      export default function () { http.get('${url}/health'); }`;
    const { exitCode, stderr } = await cli(['run', 'escape'], {
      files: guardedFiles({ targets }, source),
      env: { HTTP_PROXY: `http://127.0.0.2:${other.port}`, http_proxy: `http://127.0.0.2:${other.port}` },
    });

    expect(exitCode, stderr).toBe(0);
    expect(other.connections()).toBe(0);
  });
});
