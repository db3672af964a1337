import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

/** What a client may send: `sentAtMs` is its own clock, given back to every subscriber so that it can tell the delay. */
const requestSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), topic: z.string().min(1) }),
  z.strictObject({
    type: z.literal('publish'),
    topic: z.string().min(1),
    sentAtMs: z.number(),
    data: z.unknown().optional(),
  }),
]);

export interface PubSubStats {
  readonly connections: number;
  readonly peakConnections: number;
  readonly published: number;
  /** Messages handed to subscribers' connections. */
  readonly delivered: number;
  /** Connections ended because their client read too slowly. */
  readonly dropped: number;
}

/** Publish and subscribe over WebSocket connections. */
export interface PubSub {
  /** Makes a WebSocket of an HTTP connection that asked for it. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stats(): PubSubStats;
  /** Sets all counts to zero; who is connected stays so and is the new peak. */
  reset(): void;
  /** Ends all connections with code 1001. */
  close(): void;
}

const maxMessageBytes = 64 * 1_024;
/** A subscriber for whom more than this waits is dropped, so that one slow reader cannot fill the memory. */
const maxWaitingBytes = 1_024 ** 2;

/** `onMessage` is called after each message from a client was dealt with. */
export function createPubSub(onMessage: () => void): PubSub {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  const topics = new Map<string, Set<WebSocket>>();
  const counts = { peakConnections: 0, published: 0, delivered: 0, dropped: 0 };

  function subscribe(socket: WebSocket, topic: string): void {
    const subscribers = topics.get(topic) ?? new Set();
    topics.set(topic, subscribers.add(socket));
    send(socket, { type: 'subscribed', topic });
  }

  function unsubscribeAll(socket: WebSocket): void {
    for (const [topic, subscribers] of topics) {
      if (subscribers.delete(socket) && subscribers.size === 0) topics.delete(topic);
    }
  }

  function publish(topic: string, message: object): number {
    const subscribers = topics.get(topic) ?? [];
    const text = JSON.stringify({ type: 'message', topic, ...message });
    let delivered = 0;
    for (const subscriber of subscribers) {
      if (subscriber.bufferedAmount > maxWaitingBytes) {
        counts.dropped += 1;
        subscriber.terminate();
        unsubscribeAll(subscriber);
      } else {
        subscriber.send(text);
        delivered += 1;
      }
    }
    counts.published += 1;
    counts.delivered += delivered;
    return delivered;
  }

  function receive(socket: WebSocket, data: RawData): void {
    const request = requestSchema.safeParse(parseJson(String(data)));
    if (!request.success) {
      send(socket, { type: 'error', message: z.prettifyError(request.error) });
    } else if (request.data.type === 'subscribe') {
      subscribe(socket, request.data.topic);
    } else {
      const { topic, sentAtMs, data: payload } = request.data;
      send(socket, { type: 'published', topic, subscribers: publish(topic, { sentAtMs, data: payload }) });
    }
    onMessage();
  }

  server.on('connection', (socket) => {
    counts.peakConnections = Math.max(counts.peakConnections, server.clients.size);
    socket.on('message', (data) => receive(socket, data));
    socket.on('close', () => unsubscribeAll(socket));
    // A broken connection also closes, which is all that counts here.
    socket.on('error', () => undefined);
  });

  return {
    accept: (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    stats: () => ({ connections: server.clients.size, ...counts }),
    reset: () => {
      Object.assign(counts, { peakConnections: server.clients.size, published: 0, delivered: 0, dropped: 0 });
    },
    close: () => {
      for (const client of server.clients) {
        client.close(1001);
        client.terminate();
      }
    },
  };
}

function send(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
