/**
 * Every virtual user is a person of its own, read from a CSV file: no two log in as the same one, on however many workers the
 * test runs. Also an example of an npm package in a scenario: `udsv` is bundled into the script.
 *
 *     loadtest run csv-users --workers 4
 */
import { check, sleep } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { inferSchema, initParser } from 'udsv';
import { slo, uniform } from './lib/index.ts';

const target = __ENV.TARGET_URL ?? 'http://127.0.0.1:8080';

type User = Record<'user' | 'password' | 'interest', string>;

// Parsed once a worker and shared by its virtual users; without SharedArray each of them would hold a copy of its own.
// open() works only out here, and its path is relative to this file.
const users = new SharedArray<User>('users', () => {
  const csv = open('./data/users.csv');
  return initParser(inferSchema(csv)).stringObjs<User>(csv);
});

export const options: Options = {
  scenarios: {
    // The closed model: a fixed number of people, each back as soon as the last visit ended.
    members: { executor: 'constant-vus', vus: 20, duration: '30s' },
  },
  thresholds: {
    ...slo({ p95: '500ms', errors: '1%' }, { p99: '1s', for: 'login' }),
    checks: ['rate>0.99'],
  },
};

interface Member extends User {
  readonly token: string;
}

// A variable out here belongs to one virtual user and lives as long as it does.
let member: Member | undefined;

const thinkTime = uniform(0.5, 1.5);

export default function () {
  member ??= logIn();
  if (member === undefined) {
    sleep(1); // Else failing log-ins would be repeated as fast as the machine can.
    return;
  }

  const headers = { authorization: `Bearer ${member.token}` };
  const { user, interest } = member;
  const me = http.get(`${target}/me`, { headers, tags: { name: 'me' } });
  check(me, { 'it is me': (answer) => answer.status === 200 && answer.json('user') === user });

  sleep(thinkTime(Math.random));
  const search = http.get(`${target}/search?q=${encodeURIComponent(interest)}`, { tags: { name: 'search' } });
  check(search, { 'search answers': ({ status }) => status === 200 });
  sleep(thinkTime(Math.random));
}

function logIn(): Member | undefined {
  // Counts from 1 and is unique over all workers of the test; __VU is so only within one of them.
  const user = users[exec.vu.idInTest - 1];
  if (user === undefined) {
    exec.test.abort(`users.csv has ${users.length} users, but there are more virtual users`);
    return undefined;
  }
  const credentials = JSON.stringify({ user: user.user, password: user.password });
  const answer = http.post(`${target}/login`, credentials, { tags: { name: 'login' } });
  const isIn = check(answer, { 'log-in works': ({ status }) => status === 200 });
  return isIn ? { ...user, token: String(answer.json('token')) } : undefined;
}
