/**
 * Visitors come to the shop at a given rate, look around in steps drawn by weight, think between them, and some of them buy.
 *
 *     loadtest run checkout
 *     loadtest run checkout --daily-users 200000
 *     loadtest run checkout -e THINK_SECONDS=10
 */
import { group, sleep } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { load, lognormal, pickByWeight, slo } from './lib/index.ts';
import {
  anyProduct,
  checkOut,
  fillCart,
  listProducts,
  openHome,
  searchProducts,
  viewProduct,
} from './shop/api.ts';

const thinkSeconds = Number(__ENV.THINK_SECONDS ?? 1);
const stepsPerVisit = 4;

// People mostly read for a while and sometimes for very long. The cut keeps a visit from outlasting the test.
const thinkTime = lognormal(thinkSeconds, 0.6, { maxSeconds: 5 * thinkSeconds });

const stepMix = { viewProduct: 5, searchProducts: 3, listProducts: 2 };
const buyersShare = 0.3;

// A custom metric must be made here, before any virtual user runs. The second argument of a Trend says that it is a time.
const visits = new Counter('visits');
const conversion = new Rate('conversion');
const visitDuration = new Trend('visit_duration', true);
const lastHits = new Gauge('search_hits');

export const options: Options = {
  scenarios: {
    // A visit takes about 1.2 thinkSeconds a step (the mean of the lognormal above), which tells how many
    // virtual users an arrival rate of 6/s needs.
    visitors: load(
      {
        ratePerSec: 6,
        iterationMs: 1000 * (stepsPerVisit * 1.2 * thinkSeconds + 0.5),
        thinkMs: 1000 * stepsPerVisit * 1.2 * thinkSeconds,
      },
      { durationMs: 60_000, rampMs: 10_000 },
    ),
  },
  thresholds: {
    ...slo(
      { p95: '500ms', errors: '1%' },
      { p99: '1s', errors: '0.5%', for: 'checkout' }, // for the requests whose name is "checkout"
    ),
    checks: ['rate>0.99'],
    conversion: ['rate>0.1'],
  },
};

const steps: Record<keyof typeof stepMix, () => void> = {
  viewProduct: () => viewProduct(anyProduct()),
  searchProducts: () => {
    const found = searchProducts('oak lamp');
    if (found) lastHits.add(found.hits);
  },
  listProducts,
};

export default function () {
  const startedAtMs = Date.now();
  visits.add(1);

  group('browse', () => {
    openHome();
    for (let step = 1; step < stepsPerVisit; step++) {
      sleep(thinkTime(Math.random));
      steps[pickByWeight(stepMix, Math.random)]();
    }
  });

  sleep(thinkTime(Math.random));
  const wantsToBuy = Math.random() < buyersShare;
  conversion.add(wantsToBuy && group('checkout', buy));
  visitDuration.add(Date.now() - startedAtMs);
}

/** Whether an order was placed. */
function buy(): boolean {
  const cart = fillCart(anyProduct(), 1);
  return cart !== undefined && checkOut(cart);
}
