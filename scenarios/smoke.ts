/**
 * Does the shop work at all? Ten seconds of modest load on every step of a purchase.
 *
 *     loadtest run smoke
 *
 * This is a plain k6 script: nothing in it is special to loadtest, and `k6 run` runs it too.
 */
import { check, group } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';

const target = __ENV.TARGET_URL ?? 'http://127.0.0.1:8080';

export const options: Options = {
  scenarios: {
    // An arrival rate starts iterations on schedule, however slow the answers are: the open model.
    smoke: {
      executor: 'constant-arrival-rate',
      rate: 15,
      timeUnit: '1s',
      duration: '10s',
      preAllocatedVUs: 40,
      maxVUs: 60,
      gracefulStop: '5s',
    },
  },
  // Wide enough for a slow laptop: a smoke test asks whether it works, not how fast.
  thresholds: {
    http_req_failed: ['rate<0.01'],
    http_req_duration: ['p(95)<1000'],
    checks: ['rate>0.99'],
  },
};

export default function () {
  group('browse', () => {
    const home = http.get(`${target}/`, { tags: { name: 'home' } });
    check(home, { 'home is there': ({ status }) => status === 200 });

    const search = http.get(`${target}/search?q=lamp`, { tags: { name: 'search' } });
    check(search, { 'search finds something': ({ status }) => status === 200 });
  });

  group('buy', () => {
    const order = { productId: 1 + Math.floor(Math.random() * 1000), quantity: 1 };
    const cart = http.post(`${target}/cart`, JSON.stringify(order), { tags: { name: 'cart' } });
    if (!check(cart, { 'cart is filled': ({ status }) => status === 201 })) return;

    const purchase = JSON.stringify({ cartId: cart.json('cartId') });
    const checkout = http.post(`${target}/checkout`, purchase, { tags: { name: 'checkout' } });
    check(checkout, { 'order is placed': ({ status }) => status === 201 });
  });
}
