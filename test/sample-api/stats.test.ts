import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createRequestCounter } from '../../sample-api/stats.ts';
import { runApi } from './running-api.ts';

describe('the request counter', () => {
  it('starts empty', () => {
    expect(createRequestCounter().stats()).toMatchObject({
      demandSeconds: 0,
      inFlight: 0,
      peakInFlight: 0,
      routes: {},
    });
  });

  it('tells what became of each request, by route', () => {
    const counter = createRequestCounter();
    const [first, second, third] = [
      counter.arrived('home'),
      counter.arrived('home'),
      counter.arrived('search'),
    ];
    first.burned(1_500);
    first.answered(200);
    second.aborted();
    third.answered(500);
    counter.arrived('home');
    expect(counter.stats()).toMatchObject({
      demandSeconds: 1.5,
      inFlight: 1,
      peakInFlight: 3,
      routes: {
        home: { requests: 3, demandSeconds: 1.5, answers: { 200: 1 }, aborted: 1 },
        search: { requests: 1, demandSeconds: 0, answers: { 500: 1 }, aborted: 0 },
      },
    });
  });

  it('forgets all but what is in flight', () => {
    const counter = createRequestCounter();
    const staying = counter.arrived('home');
    counter.arrived('home').answered(200);
    counter.reset();
    expect(counter.stats()).toMatchObject({ inFlight: 1, peakInFlight: 1, routes: {} });
    staying.answered(200);
    expect(counter.stats()).toMatchObject({ inFlight: 0, routes: {} });
  });
});

describe('GET /stats', () => {
  it('gives the exact counts of what was asked, and leaves itself and readiness out', async () => {
    const { api, url } = await runApi();
    for (const path of [
      '/',
      '/',
      '/products/1',
      '/products/2',
      '/products/0',
      '/me',
      '/no',
      '/health',
      '/stats',
    ]) {
      await fetch(url + path);
    }
    const response = await fetch(`${url}/stats`);
    expect(await response.json()).toMatchObject({
      inFlight: 0,
      peakInFlight: 1,
      routes: {
        home: { requests: 2, answers: { 200: 2 } },
        product: { requests: 3, answers: { 200: 2, 404: 1 } },
        me: { requests: 1, answers: { 401: 1 } },
        unknown: { requests: 1, answers: { 404: 1 } },
      },
    });
    expect(Object.keys(api.stats().routes)).toEqual(['home', 'product', 'me', 'unknown']);
  });

  it('knows how many requests were in flight at once', async () => {
    const { api, url } = await runApi({ stallShare: 1, stallMs: 100 });
    await Promise.all(Array.from({ length: 20 }, () => fetch(url)));
    expect(api.stats().peakInFlight).toBe(20);
  });

  it('starts again at a reset', async () => {
    const { api, url } = await runApi();
    await fetch(url);
    const response = await fetch(`${url}/stats/reset`, { method: 'POST' });
    expect(response.status).toBe(204);
    expect(api.stats()).toMatchObject({ peakInFlight: 0, routes: {}, demandSeconds: 0 });
  });
});

describe('a client that stops in the middle of its body', () => {
  const start = 'POST /cart HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{';

  it('is counted as aborted when it leaves', async () => {
    const { api, url } = await runApi();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(start);
    await expect.poll(() => api.stats().inFlight).toBe(1);
    socket.destroy();
    await expect.poll(() => api.stats().inFlight).toBe(0);
    expect(api.stats().routes.cart).toEqual({ requests: 1, demandSeconds: 0, answers: {}, aborted: 1 });
  });

  it('does not keep the service from ending', async () => {
    const { api, url } = await runApi();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(start);
    await expect.poll(() => api.stats().inFlight).toBe(1);
    const closed = once(socket, 'close');
    await api.close();
    await closed;
    expect(api.stats().routes.cart).toMatchObject({ requests: 1, aborted: 1 });
  });
});
