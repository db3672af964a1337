import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';
import { distributions, isTrue } from '../known-values.ts';

/** Every iteration records values that follow from its number in the whole run, whichever worker it runs on. */
export const options = {
  scenarios: {
    values: {
      executor: 'shared-iterations',
      vus: 40,
      iterations: Number(__ENV.ITERATIONS),
      maxDuration: '5m',
    },
  },
};

const trends = Object.entries(distributions).map(([name, valueAt]) => [new Trend(name, true), valueAt]);
const rate = new Rate('known_rate');
const sum = new Counter('known_sum');

export default function () {
  const iteration = exec.scenario.iterationInTest;
  for (const [trend, valueAt] of trends) trend.add(valueAt(iteration));
  rate.add(isTrue(iteration));
  sum.add(iteration);
  if (iteration % 10 === 0) http.get(`${__ENV.TARGET_URL}/`);
  if (__ENV.PAUSE_SEC) sleep(Number(__ENV.PAUSE_SEC));
}
