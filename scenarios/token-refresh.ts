/**
 * One log-in before the test, one token for everybody, and each virtual user renews its own before it expires.
 *
 *     loadtest run token-refresh
 */
import { check, fail, sleep } from 'k6';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { exponential, load, slo } from './lib/index.ts';

const target = __ENV.TARGET_URL ?? 'http://127.0.0.1:8080';

// A password comes from the environment, never from the file: -e SHOP_PASSWORD=…
const credentials = JSON.stringify({ user: 'loadtest', password: __ENV.SHOP_PASSWORD ?? 'secret' });

const thinkSeconds = Number(__ENV.THINK_SECONDS ?? 1);
const thinkTime = exponential(thinkSeconds, { maxSeconds: 5 * thinkSeconds });

const refreshes = new Counter('token_refreshes');

export const options: Options = {
  scenarios: {
    members: load(
      { ratePerSec: 10, iterationMs: 1000 * (thinkSeconds + 0.2), thinkMs: 1000 * thinkSeconds },
      { durationMs: 30_000, rampMs: 5_000 },
    ),
  },
  thresholds: {
    ...slo({ p95: '500ms', errors: '1%' }, { p95: '300ms', for: 'me' }),
    checks: ['rate>0.99'],
  },
};

interface Session {
  readonly token: string;
  readonly refreshAtMs: number;
}

/** Runs once, however many workers there are; every virtual user gets what it returns. */
export function setup(): Session {
  const answer = http.post(`${target}/login`, credentials, { tags: { name: 'login' } });
  // Without a token nothing else can work, so the test ends here with a reason.
  if (answer.status !== 200) fail(`log-in failed: ${answer.status} ${answer.body}`);
  return sessionOf(answer);
}

// What setup returned stays as it is; the session that replaces it is kept here, one a virtual user.
let session: Session | undefined;

export default function (first: Session) {
  session ??= first;
  if (Date.now() >= session.refreshAtMs) session = refresh(session);

  const me = http.get(`${target}/me`, { headers: bearer(session), tags: { name: 'me' } });
  check(me, { 'token is accepted': ({ status }) => status === 200 });
  sleep(thinkTime(Math.random));
}

function refresh(old: Session): Session {
  const answer = http.post(`${target}/token/refresh`, null, {
    headers: bearer(old),
    tags: { name: 'refresh' },
  });
  refreshes.add(1);
  return check(answer, { 'token is renewed': ({ status }) => status === 200 }) ? sessionOf(answer) : old;
}

/**
 * A token is renewed somewhere between 60 % and 80 % of its life: before the end, so that no request meets a token that has just expired,
 * and not all virtual users at the same moment.
 */
function sessionOf(answer: ReturnType<typeof http.post>): Session {
  const lifeMs = Number(answer.json('expiresInMs'));
  return {
    token: String(answer.json('token')),
    refreshAtMs: Date.now() + lifeMs * (0.6 + 0.2 * Math.random()),
  };
}

function bearer({ token }: Session) {
  return { authorization: `Bearer ${token}` };
}
