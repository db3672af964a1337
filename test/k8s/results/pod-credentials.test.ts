import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { podCredentials } from '../../../k8s/results/pod-credentials.ts';
import { startMoto } from '../../tools/moto/server.ts';

const minuteMs = 60_000;
const startMs = Date.parse('2026-11-23T16:00:00Z');

let directory: string;
let tokenFile: string;
let agent: Server;
let agentUrl: string;
/** What the agent was shown, in order. */
const shown: (string | undefined)[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'loadtest-credentials-'));
  tokenFile = join(directory, 'token');
  writeFileSync(tokenFile, 'pod-token\n');
  agent = createServer((request, response) => {
    shown.push(request.headers.authorization);
    if (request.headers.authorization !== 'pod-token') return void response.writeHead(403).end('no such pod');
    const Expiration = new Date(startMs + 60 * minuteMs).toISOString();
    const keys = {
      AccessKeyId: `AK${shown.length}`,
      SecretAccessKey: 'secret',
      Token: 'session',
      Expiration,
    };
    response.end(JSON.stringify(keys));
  });
  await new Promise<void>((resolve) => {
    agent.listen(0, '127.0.0.1', resolve);
  });
  const address = agent.address();
  agentUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1/credentials`;
});
afterAll(() => {
  agent.close();
  rmSync(directory, { recursive: true });
});

const at = (env: Readonly<Record<string, string>>, nowMs = () => startMs) =>
  podCredentials({ env, now: nowMs });

it('takes the keys of a Secret, with a session token or without', async () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'secret' };
  expect(await at(keys)()).toEqual({ accessKeyId: 'AK', secretAccessKey: 'secret' });
  expect(await at({ ...keys, AWS_SESSION_TOKEN: 'session' })()).toMatchObject({ sessionToken: 'session' });
});

it('takes the token of the pod to STS, which gives the keys of a role', async () => {
  const moto = await startMoto();
  try {
    const env = {
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/load-tests',
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      AWS_ENDPOINT_URL_STS: moto.url,
    };
    expect(await at(env)()).toEqual({
      accessKeyId: expect.stringMatching(/^ASIA\w{16}$/),
      secretAccessKey: expect.stringMatching(/^\S{40}$/),
      sessionToken: expect.stringMatching(/^\S{100,}$/),
    });
  } finally {
    await moto.close();
  }
});

it('asks the agent of the node, and again before the keys expire', async () => {
  let nowMs = startMs;
  const credentials = at(
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: agentUrl, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile },
    () => nowMs,
  );
  const first = await credentials();
  expect(first).toEqual({ accessKeyId: 'AK1', secretAccessKey: 'secret', sessionToken: 'session' });
  nowMs += 54 * minuteMs;
  expect(await credentials()).toEqual(first);
  nowMs += 2 * minuteMs;
  expect(await credentials()).toMatchObject({ accessKeyId: 'AK2' });
  expect(shown).toEqual(['pod-token', 'pod-token']);
});

it.each<[string, () => Readonly<Record<string, string>>, RegExp]>([
  ['there are none', () => ({ AWS_ACCESS_KEY_ID: 'AK' }), /has no credentials/],
  [
    'the agent does not know the pod',
    () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: agentUrl, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'other' }),
    /the Pod Identity agent refuses credentials: 403: no such pod/,
  ],
  [
    'nobody answers',
    () => ({
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/load-tests',
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9',
    }),
    /STS cannot be reached at http:\/\/127\.0\.0\.1:9/,
  ],
])('says why when %s', async (_, env, reason) => {
  await expect(at(env())()).rejects.toMatchObject({
    code: 'STORE_UNWRITABLE',
    message: expect.stringMatching(reason),
  });
});
