/**
 * Rooms of ten over WebSocket: everybody publishes, everybody hears all of it, and the time from publishing to hearing is
 * measured.
 *
 *     loadtest run pubsub
 */
import { check } from 'k6';
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { clearInterval, setInterval, setTimeout } from 'k6/timers';
import { type MessageEvent, WebSocket } from 'k6/websockets';

const target = (__ENV.TARGET_URL ?? 'http://127.0.0.1:8080').replace(/^http/, 'ws');
const stayMs = 1000 * Number(__ENV.STAY_SECONDS ?? 10);
const publishEveryMs = 500;
const quietMs = 750;
const roomSize = 10;

const published = new Counter('messages_published');
const delivered = new Counter('messages_delivered');
const deliveryLatency = new Trend('delivery_latency', true);

export const options: Options = {
  scenarios: {
    // Connections are the load here, so they are what is kept constant.
    rooms: { executor: 'constant-vus', vus: 30, duration: '30s' },
  },
  thresholds: {
    delivery_latency: ['p(95)<250'],
    checks: ['rate>0.99'],
  },
};

/** An iteration is one connection: k6 waits until it is closed and no timer is left. */
export default function () {
  const me = exec.vu.idInTest;
  const topic = `room-${Math.floor((me - 1) / roomSize)}`;
  const socket = new WebSocket(`${target}/ws`, null, { tags: { name: 'room' } });
  let heardOwn = 0;

  socket.onopen = () => {
    socket.send(JSON.stringify({ type: 'subscribe', topic }));
    const publishing = setInterval(() => {
      socket.send(JSON.stringify({ type: 'publish', topic, sentAtMs: Date.now(), data: { from: me } }));
      published.add(1);
    }, publishEveryMs);
    // Nothing is published in the last moment, so that what is under way still arrives.
    setTimeout(() => clearInterval(publishing), stayMs - quietMs);
    setTimeout(() => socket.close(), stayMs);
  };

  socket.onmessage = (event) => {
    const message = read(event);
    if (message.type === 'subscribed') {
      check(message, { 'room is entered': (answer) => answer.topic === topic });
    } else if (message.type === 'message') {
      delivered.add(1);
      // Only one's own messages: clocks of different workers differ by more than a delivery takes.
      if (message.data.from !== me) return;
      heardOwn += 1;
      deliveryLatency.add(Date.now() - message.sentAtMs);
    }
  };

  socket.onclose = () => check(heardOwn, { 'own messages come back': (count) => count > 0 });
  socket.onerror = (event) => {
    check(event, { 'no socket error': () => false });
    console.error(event?.error);
  };
}

type Message =
  | { readonly type: 'subscribed'; readonly topic: string }
  | { readonly type: 'message'; readonly sentAtMs: number; readonly data: { readonly from: number } }
  | { readonly type: 'published' | 'error' };

function read(event: MessageEvent | undefined): Message {
  return JSON.parse(String(event?.data));
}
