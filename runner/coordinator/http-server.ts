import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import {
  type Assignment,
  assignmentLines,
  type Command,
  type ExitReport,
  exitReportSchema,
  type Heartbeat,
  heartbeatSchema,
  type Registration,
  registrationSchema,
} from './protocol.ts';

/** What the coordinator does with each message of a worker. */
export interface WorkerHandlers {
  readonly token: string;
  readonly workers: number;
  /** The archive that workers run. */
  readonly archive: Uint8Array;
  /** Gives the assignment, or the reason why this worker may not start. */
  register(worker: number, registration: Registration): Assignment | { refused: string };
  heartbeat(worker: number, heartbeat: Heartbeat): void;
  /** Resolves when there is something to do, or after a while. */
  command(worker: number): Promise<Command>;
  exit(worker: number, report: ExitReport): void;
  /** Takes one OTLP push in; throws on bytes that are none. */
  push(worker: number, body: Uint8Array): void;
  /** Called for each request that was answered with 4xx. */
  rejected(reason: string): void;
}

export interface WorkerServer {
  readonly address: string;
  close(): Promise<void>;
}

const maxPushBytes = 64 * 1024 * 1024;
const maxMessageBytes = 4 * 1024 * 1024;

class Rejection extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Rejection';
    this.status = status;
  }
}

/** Serves the workers of one run on `host`; port 0 is one of the system's choice. Throws `PORT_IN_USE`. */
export async function serveWorkers(
  host: string,
  port: number,
  handlers: WorkerHandlers,
): Promise<WorkerServer> {
  const server = createServer((request, response) => void answer(request, response, handlers));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    const message = `the coordinator cannot listen at ${host}:${port}: ${messageOf(error)}`;
    throw new LoadtestError('PORT_IN_USE', message, { cause: error });
  });
  const { port: bound } = server.address() as AddressInfo;
  return { address: `${host}:${bound}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: WorkerHandlers,
): Promise<void> {
  try {
    const body = await route(request, handlers);
    if (body === undefined) response.writeHead(200, { 'content-length': 0 }).end();
    else if (body instanceof Uint8Array)
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(body);
    else if (typeof body === 'string') response.writeHead(200, { 'content-type': 'text/plain' }).end(body);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  } catch (error) {
    const status = error instanceof Rejection ? error.status : 400;
    handlers.rejected(`${request.method} ${request.url}: ${messageOf(error)}`);
    // What is left of the request is not worth the wait.
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(messageOf(error));
  }
}

async function route(
  request: IncomingMessage,
  handlers: WorkerHandlers,
): Promise<Uint8Array | string | object | undefined> {
  if (request.headers.authorization !== `Bearer ${handlers.token}`) throw new Rejection(401, 'wrong token');
  const [, worker, action] = /^\/workers\/(\d+)\/([a-z0-9/]+)$/.exec(request.url ?? '') ?? [];
  const index = Number(worker);
  if (action === undefined || index >= handlers.workers) throw new Rejection(404, 'no such path or worker');
  switch (`${request.method} ${action}`) {
    case 'GET archive':
      return handlers.archive;
    case 'GET command':
      return handlers.command(index);
    case 'POST register': {
      const assignment = assign(handlers.register(index, await readMessage(request, registrationSchema)));
      return request.headers.accept === 'text/plain' ? assignmentLines(assignment) : assignment;
    }
    case 'POST heartbeat':
      handlers.heartbeat(index, await readMessage(request, heartbeatSchema));
      return undefined;
    case 'POST exit':
      handlers.exit(index, await readMessage(request, exitReportSchema));
      return undefined;
    case 'POST v1/metrics':
      handlers.push(index, await readBody(request, maxPushBytes));
      return undefined;
    default:
      throw new Rejection(405, 'no such action');
  }
}

function assign(outcome: Assignment | { refused: string }): Assignment {
  if ('refused' in outcome) throw new Rejection(409, outcome.refused);
  return outcome;
}

async function readMessage<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse((await readBody(request, maxMessageBytes)).toString('utf8')));
}

/** The whole body. By events: an iterator over the request is dear, and there is one for every push. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxBytes) chunks.push(chunk);
      else reject(new Rejection(413, `body of more than ${maxBytes} bytes`));
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}
