import http from 'k6/http';

/** Requests one after the other, without a pause: what the generator can do. */
export const options = { vus: Number(__ENV.VUS), duration: __ENV.DURATION, gracefulStop: '0s' };

export default function () {
  http.get(`${__ENV.TARGET_URL}/`);
}
