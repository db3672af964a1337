import { describe, expect, it } from 'vitest';
import { feedEnvironment } from '../../../runner/worker/feed-environment.ts';
import { k6Arguments } from '../../../runner/worker/k6-arguments.ts';
import { planOf } from '../plan/plan-fixture.ts';

describe('the arguments of a worker', () => {
  const options = { vus: 4, duration: '10s' };

  it.each([
    ['one worker runs all of it', 1, 0, '0:1', '0,1'],
    ['the first of four has the first quarter', 4, 0, '0:1/4', '0,1/4,2/4,3/4,1'],
    ['the last of four has the last quarter of the same sequence', 4, 3, '3/4:1', '0,1/4,2/4,3/4,1'],
  ])('%s', (_, workers, worker, segment, sequence) => {
    const args = k6Arguments(planOf(options, { workers }), worker);
    expect(args).toContain(`--execution-segment=${segment}`);
    expect(args).toContain(`--execution-segment-sequence=${sequence}`);
  });

  it('leave to the coordinator what is done once', () => {
    expect(k6Arguments(planOf(options), 0)).toEqual(
      expect.arrayContaining(['--paused', '--no-setup', '--no-teardown', '--linger', '--no-thresholds']),
    );
  });

  it('end with what the user passes on to k6', () => {
    expect(k6Arguments(planOf(options, { k6Args: ['--http-debug'] }), 0).at(-1)).toBe('--http-debug');
  });
});

describe('the environment of a feed', () => {
  const settings = {
    coordinator: 'http://127.0.0.1:6000',
    token: 'a b',
    index: 3,
    k6: 'k6',
    directory: '/tmp',
    cwd: '/tmp',
  };

  it('sends to the coordinator, as this worker', () => {
    expect(feedEnvironment(settings)).toMatchObject({
      K6_OTEL_HTTP_EXPORTER_ENDPOINT: '127.0.0.1:6000',
      K6_OTEL_HTTP_EXPORTER_URL_PATH: '/workers/3/v1/metrics',
      K6_OTEL_HEADERS: 'authorization=Bearer%20a%20b',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
    });
  });

  it('lets garbage pile up only together with a limit', () => {
    expect(feedEnvironment(settings)).not.toHaveProperty('GOGC');
    expect(feedEnvironment({ ...settings, memoryLimitBytes: 1_000 })).toMatchObject({
      GOGC: '1000',
      GOMEMLIMIT: '1000B',
    });
  });
});
