import { describe, expect, it } from 'vitest';
import { runApi } from './running-api.ts';

const json = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const cartId = '0b7e5d0c-6f0a-4a57-9c39-5f4d2f6a4b11';

describe('the routes', () => {
  it.each<[string, string, RequestInit, number, unknown]>([
    [
      'the home page',
      '/',
      {},
      200,
      { featured: expect.arrayContaining([expect.objectContaining({ id: 1 })]) },
    ],
    ['readiness', '/health', {}, 200, { ready: true }],
    ['a list of products', '/products', {}, 200, { products: expect.arrayContaining([expect.anything()]) }],
    ['one product', '/products/12', {}, 200, { id: 12, name: 'linen chair no. 1', priceYen: 4570 }],
    ['no product behind an id too high', '/products/1001', {}, 404, { error: 'no product "1001"' }],
    ['no product with the id zero', '/products/0', {}, 404, { error: 'no product "0"' }],
    ['no product with an id that is no number', '/products/oak', {}, 404, { error: 'no such route' }],
    [
      'what a search finds',
      '/search?q=LINEN%20chair%20no.%201',
      {},
      200,
      {
        products: expect.arrayContaining([expect.objectContaining({ id: 12 })]),
      },
    ],
    ['a search that finds nothing', '/search?q=spoon', {}, 200, { products: [] }],
    ['a search for nothing', '/search', {}, 400, { error: 'the query q is empty' }],
    [
      'a log-in',
      '/login',
      json({ user: 'ann', password: 'x' }),
      200,
      {
        token: expect.any(String),
        expiresInMs: 900_000,
      },
    ],
    [
      'a log-in without password',
      '/login',
      json({ user: 'ann' }),
      400,
      { error: expect.stringContaining('password') },
    ],
    ['a profile without a token', '/me', {}, 401, { error: 'a valid token is needed' }],
    ['a profile with a wrong token', '/me', bearer('e30.AAAA'), 401, { error: 'a valid token is needed' }],
    [
      'a refresh without a token',
      '/token/refresh',
      { method: 'POST' },
      401,
      { error: 'a valid token is needed' },
    ],
    [
      'a cart',
      '/cart',
      json({ productId: 3, quantity: 2 }),
      201,
      {
        cartId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        items: [{ productId: 3, quantity: 2 }],
      },
    ],
    [
      'a cart of an unknown product',
      '/cart',
      json({ productId: 9999, quantity: 1 }),
      404,
      {
        error: 'no product "9999"',
      },
    ],
    [
      'a cart of nothing',
      '/cart',
      json({ productId: 3, quantity: 0 }),
      400,
      {
        error: expect.stringContaining('quantity'),
      },
    ],
    ['a cart without a body', '/cart', { method: 'POST' }, 400, { error: expect.any(String) }],
    [
      'a body that is no JSON',
      '/cart',
      { method: 'POST', body: '{' },
      400,
      {
        error: expect.stringContaining('must be JSON'),
      },
    ],
    [
      'a body too long',
      '/cart',
      { method: 'POST', body: 'x'.repeat(100_000) },
      413,
      {
        error: 'the body must be at most 65536 bytes',
      },
    ],
    ['a checkout', '/checkout', json({ cartId }), 201, { orderId: expect.any(String), cartId }],
    ['a checkout without a cart', '/checkout', json({}), 400, { error: expect.stringContaining('cartId') }],
    ['an unknown path', '/nowhere', {}, 404, { error: 'no such route' }],
    ['a known path with the wrong method', '/cart', {}, 404, { error: 'no such route' }],
    ['a redirect to nowhere', '/redirect', {}, 400, { error: expect.stringContaining('got ""') }],
    [
      'a redirect to no web address',
      '/redirect?to=javascript:1',
      {},
      400,
      {
        error: expect.stringContaining('got "javascript:1"'),
      },
    ],
    ['a WebSocket path without the upgrade', '/ws', {}, 404, { error: 'no such route' }],
  ])('answer %s', async (_, path, init, status, body) => {
    const { url } = await runApi();
    const response = await fetch(url + path, init);
    expect([response.status, await response.json()]).toEqual([status, body]);
  });

  it('lead a redirect to the address asked for', async () => {
    const { url } = await runApi();
    const response = await fetch(`${url}/redirect?to=http://elsewhere.test/a%20b`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://elsewhere.test/a%20b']);
  });

  it('give an absolute link to the address asked for, safe in HTML', async () => {
    const { url } = await runApi();
    const to = encodeURIComponent('https://elsewhere.test/?a="><b>&c=1');
    const response = await fetch(`${url}/link?to=${to}`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<a href="https://elsewhere.test/?a=%22%3E%3Cb%3E&amp;c=1">');
  });
});

describe('log-in', () => {
  it('gives a token that is good for the profile and for a refresh', async () => {
    const { url } = await runApi();
    const first = await tokenFrom(await fetch(`${url}/login`, json({ user: 'ann', password: 'x' })));
    const second = await tokenFrom(await fetch(`${url}/token/refresh`, { method: 'POST', ...bearer(first) }));
    for (const token of [first, second]) {
      const me = await fetch(`${url}/me`, bearer(token));
      expect(await me.json()).toEqual({ user: 'ann' });
    }
  });

  it('gives a token that expires', async () => {
    const { url } = await runApi({ tokenTtlMs: 0 });
    const token = await tokenFrom(await fetch(`${url}/login`, json({ user: 'ann', password: 'x' })));
    expect((await fetch(`${url}/me`, bearer(token))).status).toBe(401);
  });

  it('gives a token that another service does not take', async () => {
    const [one, other] = [await runApi(), await runApi()];
    const token = await tokenFrom(await fetch(`${one.url}/login`, json({ user: 'ann', password: 'x' })));
    expect((await fetch(`${other.url}/me`, bearer(token))).status).toBe(401);
  });
});

async function tokenFrom(response: Response): Promise<string> {
  const { token } = (await response.json()) as { token: string };
  return token;
}
