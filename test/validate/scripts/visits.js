import { sleep } from 'k6';
import http from 'k6/http';

const rates = __ENV.RATES.split(',').map(Number);
const stepSeconds = Number(__ENV.STEP_SECONDS);

export const options = {
  scenarios: {
    visits: {
      executor: 'ramping-arrival-rate',
      startRate: rates[0],
      stages: rates.flatMap((target) => [
        { target, duration: '0s' },
        { target, duration: `${stepSeconds}s` },
      ]),
      preAllocatedVUs: 350,
      maxVUs: 600,
    },
  },
  // A connection belongs to one pod: a new one for each request is what shares the load out.
  noConnectionReuse: true,
  thresholds: __ENV.WITHIN_MS
    ? { http_req_duration: [`p(95)<${__ENV.WITHIN_MS}`], http_req_failed: ['rate<0.01'] }
    : {},
};

export default function () {
  // k6 starts iterations at even intervals, at which nobody would wait for anybody; people come by chance. The pause is
  // longer than a busy pod takes to get over a rush.
  sleep(6 * Math.random());
  http.get(`${__ENV.TARGET_URL}/products`, { tags: { name: 'products' } });
}
