/**
 * A script of which everything that it counts and measures by itself follows from the number of the iteration, so that
 * it is the same however the iterations are shared out.
 */
export const shopScript = `
import http from 'k6/http';
import exec from 'k6/execution';
import { check, group } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';

const orders = new Counter('orders');
const stock = new Gauge('stock');
const sold = new Rate('sold');
const paid = new Trend('paid', true);
const balance = new Trend('balance');

export const options = {
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'count'],
  scenarios: {
    buyers: { executor: 'shared-iterations', vus: 8, iterations: 400, exec: 'buy' },
    users: { executor: 'per-vu-iterations', vus: 8, iterations: 10, exec: 'look' },
  },
  thresholds: {
    orders: ['count>100', 'count<50'],
    'orders{kind:pen}': ['count==100'],
    'paid{kind:pen}': ['p(95)<1000', 'max<10'],
    'checks{check:is answered}': ['rate==1'],
    'http_reqs{scenario:users}': ['count==80'],
    sold: ['rate>0.9'],
    balance: ['min<-100'],
  },
};

export function setup(): { readonly base: number } {
  return { base: http.post(\`\${__ENV.SHOP}/setup\`).json('base') as number };
}

export function buy({ base }: { readonly base: number }): void {
  const i = exec.scenario.iterationInTest;
  const kind = i % 4 === 0 ? 'pen' : 'book';
  group('shop', () => {
    group('cart', () => {
      const answer = http.get(\`\${__ENV.SHOP}/buy/\${i}\`, { tags: { name: 'buy' } });
      check(answer, {
        'is answered': ({ status }) => status === 200 || status === 503,
        'is in stock': ({ status }) => status === 200,
      });
    });
    check(i, { 'is odd': (n) => n % 2 === 1 });
  });
  orders.add(1, { kind });
  orders.add(0.5, { kind: 'gift' });
  sold.add(i % 3 === 0);
  stock.add(base);
  paid.add(base + 1.01 ** i, { kind });
  balance.add((i % 2 === 0 ? -1 : 1) * (i + 0.5) ** 1.5);
}

export function look(): void {
  http.get(\`\${__ENV.SHOP}/look/\${exec.scenario.name}\`, { tags: { name: 'look' } });
}

export function teardown(data: { readonly base: number }): void {
  http.post(\`\${__ENV.SHOP}/teardown/\${data.base}\`);
}
`;
