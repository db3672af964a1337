import { check, group, sleep } from 'k6';
import http from 'k6/http';

/** Requests of several names with groups and checks, so that a push holds as many series as one of a real test. */
export const options = { vus: 20, duration: __ENV.DURATION };

export default function () {
  const get = (name) => http.get(`${__ENV.TARGET_URL}/${name}`, { tags: { name } });
  group('browse', () => {
    check(get('catalogue'), { 'catalogue is there': ({ status }) => status === 200 });
    check(get('article'), { 'article is there': ({ status }) => status === 200 });
  });
  group('buy', () => check(get('order'), { 'order is taken': ({ status }) => status === 200 }));
  sleep(0.01 + 0.02 * Math.random());
}
