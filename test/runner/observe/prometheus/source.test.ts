import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Context } from '../../../../core/context.ts';
import {
  type PrometheusObserver,
  prometheusObserverSchema,
} from '../../../../runner/observe/prometheus/config.ts';
import { prometheusSource } from '../../../../runner/observe/prometheus/source.ts';
import { makeContext } from '../../test-context.ts';
import { type FakePrometheus, startFakePrometheus } from './fake-prometheus.ts';

const startMs = Date.parse('2026-11-25T09:00:07.300Z');
const stepMs = 15_000;
const steadily = { api: () => '0.5' };

let servers: FakePrometheus[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

/** A context whose time passes only by `advance`, and whose sleepers wake when it has. */
function manualContext(env: Context['env'] = {}) {
  let nowMs = startMs;
  const sleepers = new Set<{ readonly dueMs: number; readonly wake: () => void }>();
  const ctx = makeContext({
    env,
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) resolve();
        sleepers.add({ dueMs: nowMs + durationMs, wake: resolve });
        signal?.addEventListener('abort', () => resolve());
      }),
  });
  const advance = (durationMs: number) => {
    nowMs += durationMs;
    for (const sleeper of sleepers) if (sleeper.dueMs <= nowMs) sleeper.wake();
  };
  return { ctx, advance, clock: { tMs: () => nowMs - startMs }, sleeping: () => sleepers.size };
}

interface Setting {
  readonly series?: Parameters<typeof startFakePrometheus>[1];
  readonly skewMs?: number;
  readonly env?: Context['env'];
  readonly query?: Partial<PrometheusObserver['queries'][number]>;
  readonly auth?: PrometheusObserver['auth'];
}

async function observe({ series = steadily, skewMs = 0, env, query, auth }: Setting = {}) {
  const time = manualContext(env);
  const server = await startFakePrometheus(() => time.ctx.now() + skewMs, series);
  servers.push(server);
  const observer = prometheusObserverSchema.parse({
    type: 'prometheus',
    url: server.url,
    ...(auth && { auth }),
    timeoutMs: 500,
    queries: [{ query: 'sum(rate(cpu[15s]))', resource: 'api', metric: 'cpu_cores', ...query }],
  });
  const source = prometheusSource(time.ctx, observer);
  await source.start(time.clock);
  /** Lets time pass, and waits until the source has read what there is and sleeps again. */
  const pass = async (steps: number) => {
    for (let i = 0; i < steps; i++) {
      const before = time.sleeping();
      time.advance(stepMs);
      await vi.waitFor(() => expect(time.sleeping()).toBe(before + 1));
    }
  };
  await vi.waitFor(() => expect(time.sleeping()).toBe(1));
  const finish = () => source.finish({ startMs: -Infinity, endMs: time.clock.tMs() });
  return { source, server, pass, finish, ...time };
}

describe('a series of Prometheus', () => {
  it('lies on the steps of its server, each value at the end of the range that it is of', async () => {
    const { pass, finish } = await observe();
    await pass(3);
    const [series] = await finish();
    expect(series).toMatchObject({
      source: 'prometheus',
      resource: 'api',
      metric: 'cpu_cores',
      unit: 'cores',
      stamps: 'end',
      periodMs: 15_000,
      query: 'sum(rate(cpu[15s]))',
    });
    expect(series?.points.map(([, value]) => value)).toEqual([0.5, 0.5, 0.5, 0.5]);
    const [first = 0, second = 0] = series?.points.map(([tMs]) => tMs) ?? [];
    expect(second - first).toBe(stepMs);
  });

  it.each([0, 30_000, 90_000, -90_000])('is on our clock when the server is %d ms ahead', async (skewMs) => {
    const { pass, finish, server } = await observe({ skewMs });
    await pass(4);
    const [series] = await finish();
    const { start = 0 } = server.asked[1] ?? {};
    const [tMs = Number.NaN] = series?.points[0] ?? [];
    expect(Math.abs(tMs - (start * 1_000 - skewMs - startMs))).toBeLessThanOrEqual(500);
    expect(series?.clock?.withinMs).toBeLessThanOrEqual(500);
    expect(Math.abs((series?.clock?.offsetMs ?? Number.NaN) - skewMs)).toBeLessThanOrEqual(500);
  });

  it('has a hole where nothing was, and where there was no number', async () => {
    let calls = 0;
    const values = ['1', undefined, 'NaN', '+Inf', '2'];
    const known = new Map<number, string | undefined>();
    const at = (atSec: number) => {
      if (!known.has(atSec)) known.set(atSec, values[calls++]);
      return known.get(atSec);
    };
    const { pass, finish } = await observe({ series: { api: at } });
    await pass(4);
    const [series] = await finish();
    expect(series?.points.map(([, value]) => value)).toEqual([1, null, null, null, 2]);
    expect(series?.unavailable).toBeUndefined();
  });

  it('is one of each resource where a label names them', async () => {
    const series = { a: () => '1', b: () => '2' };
    const { pass, finish } = await observe({ series, query: { resource: undefined, resourceLabel: 'pod' } });
    await pass(1);
    expect((await finish()).map(({ resource, points }) => [resource, points[0]?.[1]])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('is given out piece by piece during the run, each point once', async () => {
    const { source, pass, finish } = await observe();
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      await pass(1);
      times.push(...(source.fresh?.() ?? []).flatMap(({ points }) => points.map(([tMs]) => tMs)));
    }
    const [whole] = await finish();
    expect(times).toEqual(whole?.points.map(([tMs]) => tMs));
  });

  it('is asked for in parts when it is long', async () => {
    const { advance, server, finish } = await observe();
    const before = server.asked.length;
    advance(25_000 * stepMs);
    const [series] = await finish();
    expect(series?.points).toHaveLength(25_001);
    for (const { start, end, step } of server.asked.slice(before)) {
      expect((end - start) / step).toBeLessThan(11_000);
    }
  });

  it.each([
    ['instant', 'up', undefined, 'instant'],
    ['end', 'avg_over_time(x[1m:15s])', undefined, 'end'],
    ['instant: a bracket in a label selects nothing', 'up{path="/a[1m]"}', undefined, 'instant'],
    ['start when it is said', 'up', 'start', 'start'],
  ] as const)('is stamped %s', async (_, text, given, stamps) => {
    const { finish } = await observe({ query: { query: text, ...(given && { stamps: given }) } });
    expect((await finish())[0]?.stamps).toBe(stamps);
  });
});

it.each([
  ['histogram_quantile(0.95, sum by (le) (rate(seconds_bucket[1m])))', true],
  ['seconds{quantile="0.99"}', true],
  ['sum(rate(seconds_count[1m]))', undefined],
])('a percentile is told from others by its query: %s', async (text, percentile) => {
  const { finish } = await observe({ query: { query: text } });
  expect((await finish())[0]?.percentile).toBe(percentile);
});

describe('the credentials', () => {
  it.each([
    [{ bearerTokenFrom: 'TOKEN' }, 'Bearer s3cret'],
    [{ user: 'ops', passwordFrom: 'TOKEN' }, `Basic ${Buffer.from('ops:s3cret').toString('base64')}`],
  ])('come from the environment, and stay out of the result: %j', async (auth, header) => {
    const { finish, server } = await observe({ auth, env: { TOKEN: 's3cret' } });
    const series = await finish();
    expect(new Set(server.authorizations)).toEqual(new Set([header]));
    expect(JSON.stringify(series)).not.toContain('s3cret');
  });

  it('that are missing are named, and nothing is sent', async () => {
    const { finish, server } = await observe({ auth: { bearerTokenFrom: 'TOKEN' } });
    expect((await finish())[0]?.unavailable).toBe(
      'the environment variable TOKEN, which holds the credentials, is not set',
    );
    expect(server.authorizations).toEqual([]);
  });

  it.each(['s3cret\nof two lines', 's3cret \u20ac'])(
    'that no header can hold are not quoted: %j',
    async (TOKEN) => {
      const { finish } = await observe({ auth: { bearerTokenFrom: 'TOKEN' }, env: { TOKEN } });
      expect((await finish())[0]?.unavailable).toBe(
        'the environment variable TOKEN holds no token: a token is one word of ASCII',
      );
    },
  );

  it('may end with the line that a file ends with', async () => {
    const { finish, server } = await observe({
      auth: { bearerTokenFrom: 'TOKEN' },
      env: { TOKEN: 's3cret\n' },
    });
    await finish();
    expect(new Set(server.authorizations)).toEqual(new Set(['Bearer s3cret']));
  });
});

describe('a server that does not answer as it should leaves the reason:', () => {
  const saying =
    (status: number, type: string, text: string, headers: Record<string, string> = {}): RequestListener =>
    (_, response) =>
      void response.writeHead(status, { 'content-type': type, ...headers }).end(text);
  const error = (message: string) =>
    JSON.stringify({ status: 'error', errorType: 'bad_data', error: message });
  it.each([
    ['HTML', saying(200, 'text/html; charset=utf-8', '<html>\n <b>Sign in'), /text\/html.*<html> <b>Sign in/],
    [
      'a redirect',
      saying(302, 'text/html', '', { location: 'https://sso.test/' }),
      /redirects to https:\/\/sso\.test/,
    ],
    ['no credentials', saying(401, 'text/plain', 'Unauthorized'), /wants credentials \(401\)/],
    ['wrong credentials', saying(403, 'text/plain', 'Forbidden'), /refused the credentials \(403\)/],
    ['another path', saying(404, 'text/plain', 'not found'), /without, \/api\/v1/],
    [
      'a wrong query',
      saying(400, 'application/json', error('parse error: unclosed')),
      /refused the query: parse error/,
    ],
    [
      'other JSON',
      saying(200, 'application/json', '{"status":"success","data":[]}'),
      /application\/json instead/,
    ],
    ['half an answer', saying(200, 'application/json', '{"status":"succ'), /instead of Prometheus' JSON/],
    ['an outage', saying(503, 'text/plain', 'starting'), /answered 503/],
    ['silence', () => undefined, /did not answer within 0\.5 s/],
    ['a broken connection', (request) => void request.destroy(), /cannot be reached/],
  ] satisfies [string, RequestListener, RegExp][])('%s', async (_, listener, why) => {
    const { server, advance, finish } = await observe();
    server.answerWith(listener);
    advance(1);
    const [series] = await finish();
    expect(series?.unavailable).toMatch(why);
  });

  it.each([
    ['no series', { series: {} }, 'no data: wrong label, or no traffic?'],
    [
      'series that are not told apart',
      { series: { a: () => '1', b: () => '1' } },
      'the query gives 2 series for "api"',
    ],
    ['only NaN', { series: { api: () => 'NaN' } }, 'the query gave no number'],
    [
      'no such label',
      { query: { resource: undefined, resourceLabel: 'instance' } },
      'a series of the query has no label "instance"',
    ],
  ] satisfies [string, Setting, string][])('%s', async (_, setting, why) => {
    const { finish } = await observe(setting);
    const [series] = await finish();
    expect(series).toMatchObject({ points: [], unavailable: expect.stringContaining(why) });
  });

  it('death in mid-run, with what came until then', async () => {
    const { pass, finish, server, advance } = await observe();
    await pass(2);
    await server.close();
    advance(5 * stepMs);
    const [series] = await finish();
    expect(series?.unavailable).toMatch(/cannot be reached/);
    expect(series?.points.slice(0, 3).map(([, value]) => value)).toEqual([0.5, 0.5, 0.5]);
    expect(series?.points.at(-1)?.[1]).toBeNull();
  });
});
