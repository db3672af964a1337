import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  serveWorkers,
  type WorkerHandlers,
  type WorkerServer,
} from '../../../runner/coordinator/http-server.ts';
import type { ExitReport, Heartbeat, Registration } from '../../../runner/coordinator/protocol.ts';

interface Heard {
  readonly registrations: Registration[];
  readonly heartbeats: Heartbeat[];
  readonly exits: ExitReport[];
  readonly pushes: number[];
  readonly rejections: string[];
}

let heard: Heard;
let server: WorkerServer;

const handlers: WorkerHandlers = {
  token: 'secret',
  workers: 2,
  archive: Buffer.from('archive'),
  register(_, registration) {
    if (heard.registrations.length > 0) return { refused: 'worker 0 has already started' };
    heard.registrations.push(registration);
    return { archiveDigest: 'sha256:1', k6Args: ['--out=opentelemetry', '--tag', 'a b'], heartbeatMs: 1_000 };
  },
  heartbeat: (_, heartbeat) => void heard.heartbeats.push(heartbeat),
  command: async () => ({ command: 'continue' }),
  exit: (_, report) => void heard.exits.push(report),
  push(_, body) {
    if (body[0] === 0xff) throw new Error('no push at all');
    heard.pushes.push(body.length);
  },
  rejected: (reason) => void heard.rejections.push(reason),
};

beforeEach(async () => {
  heard = { registrations: [], heartbeats: [], exits: [], pushes: [], rejections: [] };
  server = await serveWorkers('127.0.0.1', 0, handlers);
});

afterEach(() => server.close());

interface Call {
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly method?: string;
  readonly token?: string;
  readonly accept?: string;
}

async function call({
  path,
  body,
  method = body === undefined ? 'GET' : 'POST',
  token = 'secret',
  accept,
}: Call) {
  const response = await fetch(`http://${server.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(accept && { accept }) },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, text: await response.text() };
}

const registration = JSON.stringify({ address: '127.0.0.1:1', host: 'here' });
const heartbeat = JSON.stringify({ exceptions: {} });

describe('a worker', () => {
  it('is given its assignment, as JSON or as lines', async () => {
    const json = await call({ path: '/workers/0/register', body: registration });
    expect([json.status, JSON.parse(json.text)]).toMatchObject([200, { archiveDigest: 'sha256:1' }]);
    heard.registrations.length = 0;
    const lines = await call({ path: '/workers/0/register', body: registration, accept: 'text/plain' });
    expect(lines.text).toBe('sha256:1\n--out=opentelemetry\n--tag\na b\n');
  });

  it('gets the archive as bytes, and each of its messages reaches the coordinator', async () => {
    expect(await call({ path: '/workers/1/archive' })).toEqual({ status: 200, text: 'archive' });
    expect(await call({ path: '/workers/1/command' })).toEqual({
      status: 200,
      text: '{"command":"continue"}',
    });
    await call({ path: '/workers/1/heartbeat', body: heartbeat });
    await call({ path: '/workers/1/v1/metrics', body: Uint8Array.from([1, 2, 3]) });
    const exit = { exceptions: {}, exitCode: 0, signal: null, logTail: '' };
    await call({ path: '/workers/1/exit', body: JSON.stringify(exit) });
    expect(heard).toMatchObject({
      heartbeats: [{ exceptions: {} }],
      pushes: [3],
      exits: [exit],
      rejections: [],
    });
  });
});

describe('what is refused', () => {
  const rows: readonly [string, Call, number, RegExp][] = [
    ['a wrong token', { path: '/workers/0/archive', token: 'guess' }, 401, /wrong token/],
    ['a wrong token, whatever the path', { path: '/', token: 'guess' }, 401, /wrong token/],
    ['a worker past the last', { path: '/workers/2/archive' }, 404, /no such path or worker/],
    ['another path', { path: '/workers/0/../secrets' }, 404, /no such path or worker/],
    ['an action that is none', { path: '/workers/0/dance' }, 405, /no such action/],
    ['an action by another method', { path: '/workers/0/register' }, 405, /no such action/],
    ['a body that is no JSON', { path: '/workers/0/heartbeat', body: 'hello' }, 400, /JSON/],
    ['JSON of another shape', { path: '/workers/0/heartbeat', body: '{"exceptions":3}' }, 400, /exceptions/],
    [
      'a push that is none',
      { path: '/workers/0/v1/metrics', body: Uint8Array.from([0xff]) },
      400,
      /no push at all/,
    ],
    [
      'a body that is too large',
      { path: '/workers/0/heartbeat', body: 'x'.repeat(5 * 1024 * 1024) },
      413,
      /more than/,
    ],
  ];

  it.each(rows)('%s', async (_, request, status, message) => {
    const answer = await call(request);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(message);
    expect(heard).toMatchObject({ registrations: [], heartbeats: [], pushes: [] });
    expect(heard.rejections).toEqual([expect.stringMatching(message)]);
    expect((await call({ path: '/workers/0/heartbeat', body: heartbeat })).status).toBe(200);
  });

  it('a second registration of a worker', async () => {
    await call({ path: '/workers/0/register', body: registration });
    const second = await call({ path: '/workers/0/register', body: registration });
    expect(second).toEqual({ status: 409, text: 'worker 0 has already started' });
  });

  it('bytes that are no HTTP, which disturb nobody', async () => {
    const [host, port] = server.address.split(':');
    const socket = connect(Number(port), host);
    socket.resume().end('\u0000\u0001\u0002 nonsense\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await call({ path: '/workers/0/heartbeat', body: heartbeat })).status).toBe(200);
  });

  it('a body that breaks off, which disturbs nobody', async () => {
    const [host, port] = server.address.split(':');
    const socket = connect(Number(port), host);
    socket.write(
      'POST /workers/0/heartbeat HTTP/1.1\r\nhost: x\r\nauthorization: Bearer secret\r\ncontent-length: 99\r\n\r\n{',
      () => socket.destroy(),
    );
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await call({ path: '/workers/0/heartbeat', body: heartbeat })).status).toBe(200);
    expect(heard.heartbeats).toHaveLength(1);
  });
});

describe('the server', () => {
  it('says which port is taken', async () => {
    const port = Number(server.address.split(':')[1]);
    await expect(serveWorkers('127.0.0.1', port, handlers)).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(`^the coordinator cannot listen at 127.0.0.1:${port}: `),
    });
  });
});
