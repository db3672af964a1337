import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measurementsSchema } from '../../core/records/index.ts';
import { cli, resultOf } from './harness.ts';
import {
  type MeteredService,
  type RealPrometheus,
  startMeteredService,
  startPrometheus,
} from './prometheus.ts';

const cpuSecPerRequest = 0.002;

let service: MeteredService;
let prometheus: RealPrometheus;
beforeAll(async () => {
  service = await startMeteredService(cpuSecPerRequest);
  prometheus = await startPrometheus(service);
});
afterAll(async () => {
  await prometheus.stop();
  await service.close();
});

const scenario = `
import http from 'k6/http';
export const options = { scenarios: { steady: {
  executor: 'constant-arrival-rate', rate: 50, timeUnit: '1s', duration: '16s', preAllocatedVUs: 100,
} } };
export default function () { http.get(__ENV.TARGET_URL, { tags: { name: 'home' } }); }
`;

const query = (metric: string, text: string) => ({ resource: 'service', metric, query: text });

const files = (auth: object, queries: object[]) => ({
  'loadtest.config.yaml': JSON.stringify({
    target: { url: service.url },
    observers: [{ type: 'prometheus', url: prometheus.url, stepMs: '1s', auth, queries }],
  }),
  'loadtest/scenarios/steady.ts': scenario,
});

describe('a run that is observed by a real Prometheus', () => {
  it('tells what a request costs, and which queries were empty or wrong', async () => {
    const { exitCode, stderr, directory } = await cli(['run', 'steady'], {
      env: { PROMETHEUS_PASSWORD: prometheus.password },
      files: files({ user: prometheus.user, passwordFrom: 'PROMETHEUS_PASSWORD' }, [
        query('cpu_cores', 'sum(rate(service_cpu_seconds_total[3s]))'),
        query('requests_per_sec', 'sum(rate(service_requests_total[3s]))'),
        query('tasks', 'service_tasks'),
        query('error_share', 'service_errors / service_requests_total'),
        query('memory_bytes', 'service_memory_bytes['),
      ]),
    });
    expect(exitCode, stderr).toBe(0);

    const { observed } = resultOf(directory);
    const seriesOf = (metric: string) => observed.find((series) => series.metric === metric);
    expect(seriesOf('cpu_cores')).toMatchObject({ source: 'prometheus', stamps: 'end', periodMs: 3_000 });
    expect(seriesOf('cpu_cores')?.clock?.withinMs).toBeLessThan(500);
    expect(seriesOf('tasks')?.points.filter(([, value]) => value === 2).length).toBeGreaterThan(10);
    expect(seriesOf('error_share')?.unavailable).toBe('no data: wrong label, or no traffic?');
    expect(seriesOf('memory_bytes')?.unavailable).toMatch(/refused the query: .*parse error/);

    const { stdout } = await cli(['measurements', 'latest', '--json'], { directory });
    const { bins, sources } = measurementsSchema.parse(JSON.parse(stdout));
    expect(sources[0]?.throughputFrom).toBe('service');
    expect(bins.length).toBeGreaterThan(1);
    for (const { total, used } of bins) {
      expect(used.service?.cores).toBeCloseTo(cpuSecPerRequest * total.throughputPerSec, 6);
    }
  });

  it('keeps its result where the password is wrong', async () => {
    const { exitCode, directory } = await cli(['run', 'steady', '--duration', '2s', '--vus', '1'], {
      env: { PROMETHEUS_PASSWORD: 'wrong' },
      files: files({ user: prometheus.user, passwordFrom: 'PROMETHEUS_PASSWORD' }, [
        query('tasks', 'service_tasks'),
      ]),
    });
    expect(exitCode).toBe(0);
    const series = resultOf(directory).observed.find(({ source }) => source === 'prometheus');
    expect(series).toMatchObject({
      points: [],
      unavailable: expect.stringContaining('wants credentials (401)'),
    });
  });
});
