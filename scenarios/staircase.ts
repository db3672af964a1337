/**
 * What does a request cost? Five steps of constant load, to measure the server's utilisation against its throughput: this is what
 * `loadtest estimate` reads.
 *
 *     loadtest run staircase
 *     loadtest run staircase -e ROTATE=1        the mix changes from step to step: the cost of each journey by itself
 *     loadtest run staircase -e RATE=200 -e STEP_SECONDS=60
 */
import { group } from 'k6';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { pickByWeight, rotatingStaircase, slo, staircase } from './lib/index.ts';
import { anyProduct, checkOut, fillCart, openHome, searchProducts, viewProduct } from './shop/api.ts';

const mix = { browse: 6, search: 3, buy: 1 };

// The top step. Its place is below saturation: what a request costs is read off a server that keeps up.
const top = { ratePerSec: Number(__ENV.RATE ?? 60), iterationMs: 200 };
const steps = { at: [0.2, 0.4, 0.6, 0.8, 1], stepMs: 1000 * Number(__ENV.STEP_SECONDS ?? 20) };

const rotating = rotatingStaircase(top, mix, steps);
const isRotating = __ENV.ROTATE === '1';

const journeys = new Counter('journeys');

export const options: Options = {
  scenarios: { shop: isRotating ? rotating.scenario : staircase(top, steps) },
  thresholds: slo({ p99: '1s', errors: '1%' }),
};

const journeyOf: Record<keyof typeof mix, () => void> = {
  browse: () => {
    openHome();
    viewProduct(anyProduct());
  },
  search: () => {
    searchProducts('copper vase');
  },
  buy: () => {
    const cart = fillCart(anyProduct(), 1);
    if (cart) checkOut(cart);
  },
};

// No think time: in the open model the schedule alone says when the next request comes.
export default function () {
  const journey = pickByWeight(isRotating ? mixNow() : mix, Math.random);
  // The tag makes the achieved mix visible beside the intended one.
  journeys.add(1, { journey });
  group(journey, journeyOf[journey]);
}

function mixNow() {
  return rotating.weightsAt(Date.now() - exec.scenario.startTime);
}
