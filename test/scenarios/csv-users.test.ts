import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runExample } from './run-scenario.ts';

const logInSchema = z.object({ user: z.string() });
const users: string[] = [];

/** A shop that remembers who logged in. */
const shop = createServer(async (request, response) => {
  if (request.url === '/login') users.push(logInSchema.parse(await json(request)).user);
  response.end(JSON.stringify({ token: 'x', user: request.headers.authorization && 'x' }));
});
let target = '';

beforeAll(async () => {
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const address = shop.address();
  target = `TARGET_URL=http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  shop.close();
});
beforeEach(() => {
  users.length = 0;
});

describe('users from a CSV file', { timeout: 60_000 }, () => {
  it('are logged in by one virtual user each, over four k6 processes', async () => {
    const sequence = '--execution-segment-sequence=0,1/4,2/4,3/4,1';
    const segments = ['0:1/4', '1/4:2/4', '2/4:3/4', '3/4:1'];
    await Promise.all(
      segments.map((segment) =>
        runExample('csv-users', [
          ...['-e', target, '--vus=10', '--duration=1s', sequence, `--execution-segment=${segment}`],
        ]),
      ),
    );
    const [, ...rows] = (await readFile('scenarios/data/users.csv', 'utf8')).trim().split('\n');
    const firstTen = rows.slice(0, 10).map((row) => row.split(',')[0]);
    expect(users.toSorted()).toEqual(firstTen.toSorted());
  });

  it('are not shared when there are too few: the test is aborted with the reason', async () => {
    const { exitCode, stderr } = await runExample('csv-users', ['-e', target, '--vus=201', '--duration=2s']);
    expect(exitCode).toBe(108);
    expect(stderr).toContain('users.csv has 200 users, but there are more virtual users');
  });
});
