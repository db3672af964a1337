import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCpu } from './cpu.ts';
import { createPubSub } from './pubsub.ts';
import { createRequestHandler } from './request-handler.ts';
import { type Settings, settingsSchema } from './settings.ts';
import { createRequestCounter, type Stats } from './stats.ts';

/** A small shop whose CPU demand, memory and faults are known. */
export interface SampleApi {
  /** Resolves with the service's URL once it listens, on 127.0.0.1 unless a host is given; port 0 is any free one. Rejects if it is in use. */
  listen(port: number, host?: string): Promise<string>;
  /** Ends the service: requests in flight are answered 503, WebSockets closed with code 1001. */
  close(): Promise<void>;
  stats(): Stats;
}

/** Longer than clients keep a connection, so that it is never the service that closes one under a request. */
const keepAliveMs = 600_000;

/** The service, not yet listening. What `given` leaves out has its default; a bad value throws a `ZodError`. */
export function createSampleApi(given: Partial<Settings> = {}): SampleApi {
  const settings = settingsSchema.parse(given);
  const cpu = createCpu();
  const counter = createRequestCounter();
  const pubsub = createPubSub(cpu.settle);
  let readyAtMs = Number.POSITIVE_INFINITY;

  const controls = {
    isReady: () => performance.now() >= readyAtMs,
    stats: (): Stats => ({ ...counter.stats(), pubsub: pubsub.stats() }),
    reset: () => {
      counter.reset();
      pubsub.reset();
    },
  };
  const handler = createRequestHandler(settings, { cpu, counter, controls });
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    void handler.handle(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url !== '/ws') refuseUpgrade(socket, '404 Not Found');
    else if (!controls.isReady()) refuseUpgrade(socket, '503 Service Unavailable');
    else pubsub.accept(request, socket, head);
  });

  return {
    listen: async (port, host = '127.0.0.1') => {
      server.listen(port, host);
      await once(server, 'listening');
      readyAtMs = performance.now() + settings.readyAfterMs;
      const address = server.address();
      return `http://${host}:${typeof address === 'object' ? address?.port : port}`;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      pubsub.close();
      handler.interrupt();
      // The interrupted requests are answered within this turn; what still hangs then sends no request.
      await nextTurn();
      server.closeAllConnections();
      await closed;
    },
    stats: controls.stats,
  };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // A client that leaves before it has read the refusal is no fault of the service.
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
