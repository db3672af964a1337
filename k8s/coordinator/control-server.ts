import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../core/errors.ts';
import type { CoordinatorStatus } from './status.ts';

/** What the command line may ask of a coordinator in a pod. */
export interface ControlHandlers {
  /** Takes the archive; throws if it is not the one that was announced. */
  archive(bytes: Uint8Array): void;
  status(): CoordinatorStatus;
  /** Why workers are late, by index, as only the cluster's API knows. */
  notes(notes: Readonly<Record<string, string>>): void;
  stop(reason: string): void;
  /** The path of a file of the result, or `undefined` while there is none. */
  file(name: string): string | undefined;
  /** The path of the seconds of a run that has not come to its end, if there are any. */
  journal(): string | undefined;
  /** The result has been fetched: nothing keeps the pod any longer. */
  fetched(): void;
}

/** The path of each route, below which the control server answers. */
export const controlPaths = {
  archive: '/run/archive',
  status: '/run/status',
  notes: '/run/notes',
  stop: '/run/stop',
  files: '/run/files/',
  journal: '/run/journal',
  fetched: '/run/fetched',
} as const;

/**
 * Serves the command line on the pod's own loopback address: it is reached by a port-forward and by nothing else, so
 * that who may forward ports in the namespace may talk to the coordinator, from any machine and without a token.
 */
export async function serveControl(port: number, handlers: ControlHandlers): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response, handlers));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: ControlHandlers,
): Promise<void> {
  try {
    await route(request, response, handlers);
  } catch (error) {
    if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
    response.end(messageOf(error));
  }
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: ControlHandlers,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://coordinator');
  const done = (body?: unknown) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  };
  switch (`${request.method} ${url.pathname}`) {
    case `PUT ${controlPaths.archive}`:
      handlers.archive(await buffer(request));
      return done();
    case `GET ${controlPaths.status}`:
      return done(handlers.status());
    case `POST ${controlPaths.notes}`:
      handlers.notes(JSON.parse((await buffer(request)).toString('utf8')));
      return done();
    case `POST ${controlPaths.stop}`:
      handlers.stop((await buffer(request)).toString('utf8'));
      return done();
    case `POST ${controlPaths.fetched}`:
      handlers.fetched();
      return done();
    case `GET ${controlPaths.journal}`:
      return sendFile(handlers.journal(), response, rangeFrom(Number(url.searchParams.get('from'))));
    default:
      return sendFile(fileOf(url.pathname, handlers), response);
  }
}

function fileOf(path: string, handlers: ControlHandlers): string | undefined {
  return path.startsWith(controlPaths.files)
    ? handlers.file(path.slice(controlPaths.files.length))
    : undefined;
}

/** An answer must come in time also when there is much to catch up with: the rest is asked for next time. */
const maxJournalBytes = 4 * 1024 * 1024;

function rangeFrom(start: number): ByteRange {
  return { start, end: start + maxJournalBytes - 1 };
}

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** Answers with a file, or with 404 while there is none. */
export async function sendFile(
  file: string | undefined,
  response: ServerResponse,
  range?: ByteRange,
): Promise<void> {
  if (file === undefined) {
    response.writeHead(404).end('no such path, or not yet');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  await pipeline(createReadStream(file, range), response);
}
