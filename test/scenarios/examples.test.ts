import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleApi } from '../../sample-api/index.ts';
import { inspectExample, runExample } from './run-scenario.ts';

// Little CPU, so that what is tested is the scenario; tokens that expire within the test.
const sampleApi = createSampleApi({ cpuMs: 0.3, tokenTtlMs: 2_000 });
let target = '';

beforeAll(async () => {
  target = `TARGET_URL=${await sampleApi.listen(0)}`;
});
afterAll(() => sampleApi.close());

describe('an example scenario', { timeout: 60_000 }, () => {
  it.each([
    ['smoke', ['--vus=2', '--duration=2s'], ['iterations', 'http_reqs', 'group_duration']],
    [
      'checkout',
      // So few visitors may happen to buy less than its threshold on them expects of many.
      ['--vus=6', '--iterations=18', '-e=THINK_SECONDS=0.1', '--no-thresholds'],
      ['visits', 'conversion', 'visit_duration', 'search_hits'],
    ],
    ['csv-users', ['--vus=5', '--duration=2s'], ['http_req_duration{name:login}']],
    ['token-refresh', ['--vus=3', '--duration=3s', '-e=THINK_SECONDS=0.02'], ['token_refreshes']],
    [
      'pubsub',
      ['--vus=4', '--iterations=4', '-e=STAY_SECONDS=2'],
      ['messages_published', 'messages_delivered', 'delivery_latency'],
    ],
    ['staircase', ['-e=STEP_SECONDS=0.5', '-e=RATE=20'], ['journeys']],
  ])('%s passes its checks', async (name, args, metrics) => {
    const { checks, metrics: seen, stderr } = await runExample(name, ['-e', target, ...args]);
    expect(stderr).not.toContain('level=error');
    expect(Object.keys(checks)).not.toEqual([]);
    for (const check of Object.values(checks)) expect(check.fails).toBe(0);
    expect(Object.keys(seen)).toEqual(expect.arrayContaining(metrics));
  });

  it.each([
    ['smoke', '15s', 60],
    ['checkout', '1m50s', 64],
    ['csv-users', '1m0s', 20],
    ['token-refresh', '1m10s', 34],
    ['pubsub', '1m0s', 30],
    ['staircase', '2m10s', 84],
  ])(
    '%s asks k6 for load that it accepts: %s, at most %i virtual users',
    async (name, totalDuration, maxVUs) => {
      expect(await inspectExample(name)).toMatchObject({ totalDuration, maxVUs });
    },
  );
});

describe('smoke', { timeout: 60_000 }, () => {
  it('passes its thresholds', async () => {
    expect(await runExample('smoke', ['-e', target, '--vus=1', '--iterations=5'])).toMatchObject({
      exitCode: 0,
    });
  });

  it('fails its checks when nothing listens', async () => {
    const { exitCode, checks } = await runExample('smoke', [
      '-e=TARGET_URL=http://127.0.0.1:9',
      '--iterations=2',
    ]);
    expect(exitCode).toBe(99);
    expect(checks['home is there']).toMatchObject({ passes: 0, fails: 2 });
  });
});

describe('pubsub', { timeout: 60_000 }, () => {
  it('hears in a room what everybody there says', async () => {
    const { metrics } = await runExample('pubsub', [
      '-e',
      target,
      '--vus=4',
      '--iterations=4',
      '-e=STAY_SECONDS=2',
    ]);
    expect(metrics.messages_published?.count).toBe(4 * 2);
    expect(metrics.messages_delivered?.count).toBe(4 * 4 * 2);
  });
});

describe('staircase with rotating mix', { timeout: 60_000 }, () => {
  it('favours in each step the journey whose turn it is', async () => {
    const stepMs = 400;
    const { pointsOf } = await runExample('staircase', [
      ...['-e', target, '-e=ROTATE=1', '-e=RATE=100', `-e=STEP_SECONDS=${stepMs / 1000}`],
    ]);
    const journeys = pointsOf('journeys');
    const [first] = journeys;
    const favoured = journeys.map(({ tMs, tags }) => {
      const step = Math.floor((tMs - (first?.tMs ?? 0)) / stepMs);
      const turn = ['browse', 'search', 'buy'][(Math.floor(step / 5) + (step % 5)) % 3];
      return { turn, journey: tags.journey };
    });
    const shareOf = (journey: string, whenItsTurn: boolean) => {
      const drawn = favoured.filter(({ turn }) => (turn === journey) === whenItsTurn);
      return drawn.filter((one) => one.journey === journey).length / drawn.length;
    };
    // Half of all and half its share of 0.1, against half its share alone.
    expect(shareOf('buy', true)).toBeGreaterThan(0.35);
    expect(shareOf('buy', false)).toBeLessThan(0.2);
  });
});
