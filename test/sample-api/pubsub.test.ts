import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningApi, runApi } from './running-api.ts';

/** A client that keeps what it receives until it is asked for. */
async function connect({ url }: RunningApi) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
  onTestFinished(() => socket.terminate());
  const received: unknown[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  await once(socket, 'open');
  const next = async (): Promise<unknown> => {
    if (received.length === 0) await once(socket, 'message');
    return received.shift();
  };
  const ask = async (message: unknown): Promise<unknown> => {
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return next();
  };
  return { socket, next, ask };
}

describe('publish and subscribe', () => {
  it('delivers to every subscriber of the topic, with the time at which the publisher sent', async () => {
    const running = await runApi();
    const [one, two, other, publisher] = [
      await connect(running),
      await connect(running),
      await connect(running),
      await connect(running),
    ];
    expect(await one.ask({ type: 'subscribe', topic: 'prices' })).toEqual({
      type: 'subscribed',
      topic: 'prices',
    });
    await two.ask({ type: 'subscribe', topic: 'prices' });
    await other.ask({ type: 'subscribe', topic: 'news' });
    const reply = await publisher.ask({
      type: 'publish',
      topic: 'prices',
      sentAtMs: 123.5,
      data: { yen: 7 },
    });
    expect(reply).toEqual({ type: 'published', topic: 'prices', subscribers: 2 });
    const message = { type: 'message', topic: 'prices', sentAtMs: 123.5, data: { yen: 7 } };
    expect([await one.next(), await two.next()]).toEqual([message, message]);
    expect(running.api.stats().pubsub).toEqual({
      connections: 4,
      peakConnections: 4,
      published: 1,
      delivered: 2,
      dropped: 0,
    });
  });

  it('delivers to the publisher too if it subscribed, before the reply', async () => {
    const client = await connect(await runApi());
    await client.ask({ type: 'subscribe', topic: 't' });
    expect(await client.ask({ type: 'publish', topic: 't', sentAtMs: 1 })).toEqual({
      type: 'message',
      topic: 't',
      sentAtMs: 1,
    });
    expect(await client.next()).toEqual({ type: 'published', topic: 't', subscribers: 1 });
  });

  it('delivers nothing to who has gone', async () => {
    const running = await runApi();
    const [gone, publisher] = [await connect(running), await connect(running)];
    await gone.ask({ type: 'subscribe', topic: 't' });
    gone.socket.close();
    await expect.poll(() => running.api.stats().pubsub.connections).toBe(1);
    expect(await publisher.ask({ type: 'publish', topic: 't', sentAtMs: 1 })).toMatchObject({
      subscribers: 0,
    });
  });

  it('drops a subscriber that does not read', async () => {
    const running = await runApi();
    const [slow, publisher] = [await connect(running), await connect(running)];
    await slow.ask({ type: 'subscribe', topic: 't' });
    slow.socket.pause();
    const data = 'x'.repeat(60_000);
    for (let sent = 0; sent < 500 && running.api.stats().pubsub.dropped === 0; sent++) {
      await publisher.ask({ type: 'publish', topic: 't', sentAtMs: 1, data });
    }
    expect(running.api.stats().pubsub.dropped).toBe(1);
    await expect.poll(() => running.api.stats().pubsub.connections).toBe(1);
  });

  it.each([
    ['no JSON', 'hello'],
    ['an unknown type', { type: 'shout', topic: 't' }],
    ['no topic', { type: 'subscribe' }],
    ['an empty topic', { type: 'subscribe', topic: '' }],
    ['no time of sending', { type: 'publish', topic: 't', data: 1 }],
  ])('answers an error to a message with %s, and goes on', async (_, message) => {
    const client = await connect(await runApi());
    expect(await client.ask(message)).toEqual({ type: 'error', message: expect.any(String) });
    expect(await client.ask({ type: 'subscribe', topic: 't' })).toMatchObject({ type: 'subscribed' });
  });

  it('closes a connection whose message is too long', async () => {
    const { socket } = await connect(await runApi());
    socket.send('x'.repeat(70_000));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
  });

  it('closes its connections when the service ends', async () => {
    const running = await runApi();
    const { socket } = await connect(running);
    const closed = once(socket, 'close');
    await running.api.close();
    const [code] = await closed;
    expect(code).toBe(1001);
  });

  it('starts counting again at a reset, with who is connected', async () => {
    const running = await runApi();
    const client = await connect(running);
    (await connect(running)).socket.close();
    await client.ask({ type: 'publish', topic: 't', sentAtMs: 1 });
    await expect.poll(() => running.api.stats().pubsub.connections).toBe(1);
    await fetch(`${running.url}/stats/reset`, { method: 'POST' });
    expect(running.api.stats().pubsub).toEqual({
      connections: 1,
      peakConnections: 1,
      published: 0,
      delivered: 0,
      dropped: 0,
    });
  });

  it.each([
    ['404 on another path', '/other', {}, 404],
    ['503 before the service is ready', '/ws', { readyAfterMs: 60_000 }, 503],
  ])('refuses the upgrade with %s', async (_, path, settings, status) => {
    const { url } = await runApi(settings);
    const socket = new WebSocket(url.replace('http', 'ws') + path);
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    expect(response.statusCode).toBe(status);
  });
});
