import { percentileValue } from '../../core/percentile.ts';
import type { RequestResult, RunPlan, RunResult, SeriesPoint, StepResult } from '../../core/records/index.ts';
import { buildReportModel, type ReportModel } from '../../reports/model.ts';
import { makeEstimate } from './estimate-fixture.ts';
import { observedSeries } from './observed-fixture.ts';
import { journeys, makeSeries, type RequestShape, totalsOf, trendOf } from './series-fixture.ts';

function requestResult(shape: RequestShape, points: readonly SeriesPoint[], seconds: number): RequestResult {
  const { count, failed, histogram } = totalsOf(points.filter(({ tags }) => tags.name === shape.name));
  return {
    name: shape.name,
    method: shape.method,
    count,
    ratePerSec: count / seconds,
    failed,
    statuses: failed > 0 ? { '200': count - failed, '503': failed } : { '200': count },
    errors: failed > 0 ? { '1503': failed } : {},
    duration: trendOf(histogram),
  };
}

function stepResult(
  index: number,
  startMs: number,
  endMs: number,
  target: number,
  all: readonly SeriesPoint[],
): StepResult {
  const points = all.filter(({ tMs }) => tMs >= startMs && tMs < endMs);
  const { count, failed, iterations, dropped, histogram } = totalsOf(points);
  const seconds = (endMs - startMs) / 1_000;
  return {
    ...{
      index,
      startMs,
      endMs,
      scenario: 'journey',
      model: 'open' as const,
      target,
      measuredMs: endMs - startMs,
    },
    iterationsPerSec: iterations / seconds,
    requestsPerSec: count / seconds,
    failedRate: count > 0 ? failed / count : null,
    meanVus: target * 0.5,
    droppedIterations: dropped,
    duration: trendOf(histogram),
  };
}

const guard = {
  environment: 'local',
  allowed: ['127.0.0.0/8', '10.0.0.0/8', '::1/128'],
  blocked: ['0.0.0.0/1', '128.0.0.0/1'],
  hosts: ['127.0.0.1:4010'],
  errorStorm: { share: 0.9, windowMs: 60_000 },
};

const versions = { loadtest: '0.1.0', k6: 'v2.2.0', node: 'v20.20.0' };
const digest = 'sha256:9f2c4e0d5b1a7c8e3f6a2b4d8c0e1f3a5b7c9d2e4f6a8b0c1d3e5f7a9b2c4d6e';

const stages = (seconds: number) => [
  { target: 40, duration: '8s' },
  { target: 40, duration: `${seconds / 2 - 8}s` },
  { target: 80, duration: '0s' },
  { target: 80, duration: `${seconds / 2}s` },
];

/** A plan for the load of `makeSeries`. */
export function makePlan(seconds = 120): RunPlan {
  return {
    schemaVersion: 1,
    runId: '20260314-091500-checkout-7f3a',
    createdAt: '2026-03-14T09:14:58.000Z',
    scenario: { name: 'checkout', file: 'scenarios/checkout.ts' },
    bundleDigest: digest,
    options: {
      scenarios: {
        journey: { executor: 'ramping-arrival-rate', stages: stages(seconds), preAllocatedVUs: 80 },
      },
      thresholds: { http_req_duration: ['p(95)<150'], http_req_failed: ['rate<0.01'] },
    },
    loadFrom: 'the script',
    loadModel: 'open',
    steps: [
      { index: 0, startMs: 8_000, endMs: seconds * 500, scenario: 'journey', model: 'open', target: 40 },
      {
        index: 1,
        startMs: seconds * 500,
        endMs: seconds * 1_000,
        scenario: 'journey',
        model: 'open',
        target: 80,
      },
    ],
    maxDurationMs: seconds * 1_000 + 30_000,
    thresholds: [],
    workers: 2,
    segments: ['0:1/2', '1/2:1'],
    backend: 'local',
    lostWorkerPolicy: 'abort',
    observers: ['process'],
    guard,
    envNames: ['BASE_URL'],
    k6Args: [],
    versions,
  };
}

/** A run with a missed threshold and a suspect validity, consistent with its series. */
export function makeResult(series: readonly SeriesPoint[], seconds = 120): RunResult {
  const { count, failed, iterations, dropped, histogram } = totalsOf(series);
  const p95 = percentileValue(histogram, 0.95) ?? 0;
  const counter = (value: number) => ({
    type: 'counter' as const,
    unit: '' as const,
    count: value,
    ratePerSec: value / seconds,
  });
  const { steps, runId } = makePlan(seconds);
  return {
    schemaVersion: 1,
    runId,
    scenario: 'checkout',
    verdict: 'fail',
    validity: {
      level: 'suspect',
      reasons: [
        {
          code: 'generator-cpu',
          level: 'suspect',
          message: 'worker 1 used 84 % of its CPU limit, more than 80 %',
          observed: 0.84,
          limit: 0.8,
        },
        {
          code: 'dropped-iterations',
          level: 'suspect',
          message: `${dropped} iterations were dropped`,
          observed: dropped,
        },
      ],
    },
    exitCode: 99,
    end: { by: 'schedule' },
    startedAt: '2026-03-14T09:15:00.000Z',
    durationMs: seconds * 1_000,
    loadModel: 'open',
    intended: {
      ratePerSec: 80,
      derivation: ['20,000 users a day × 2 sessions × 12.5 requests', '15 % of the day in the peak hour'],
      mix: { browse: 0.7, buy: 0.3 },
      requests: { requestsPerSec: 174, derivation: ['20,000 users a day × 2 sessions × 12.5 requests'] },
    },
    achieved: { ratePerSec: 80, requestsPerSec: 160, stepIndex: 1, mix: { browse: 0.685, buy: 0.315 } },
    workers: [
      {
        ...{
          index: 0,
          segment: '0:1/2',
          startOffsetMs: 1.8,
          cpuCores: 0.61,
          peakCpuCores: 0.7,
          cpuLimitCores: 1,
        },
        ...{ throttledShare: 0, memoryBytes: 148e6, pushes: seconds + 2, exitCode: 0, lost: null },
      },
      {
        ...{
          index: 1,
          segment: '1/2:1',
          startOffsetMs: 3.1,
          cpuCores: 0.84,
          peakCpuCores: 0.97,
          cpuLimitCores: 1,
        },
        ...{ throttledShare: 0.02, memoryBytes: 151e6, pushes: seconds + 2, exitCode: 0, lost: null },
      },
    ],
    startSkewMs: 1.3,
    metrics: {
      http_reqs: counter(count),
      iterations: counter(iterations),
      dropped_iterations: counter(dropped),
      http_req_failed: { type: 'rate', unit: '', rate: failed / count, trues: failed, total: count },
      http_req_duration: trendOf(histogram),
      data_received: {
        type: 'counter',
        unit: 'bytes',
        count: count * 1_840,
        ratePerSec: (count * 1_840) / seconds,
      },
      vus: { type: 'gauge', unit: '', value: 0, min: 0, max: 72 },
    },
    steps: steps.map(({ index, startMs, endMs, target }) =>
      stepResult(index, startMs, endMs, target, series),
    ),
    requests: journeys.map((shape) => requestResult(shape, series, seconds)),
    thresholds: [
      threshold('http_req_duration', 'p(95)<150', p95 < 150, p95),
      { ...threshold('http_req_duration', 'p(99)<400', true, 396), withinPrecision: true },
      threshold('http_req_duration{name:/checkout}', 'p(95)<1000', true, 402),
      threshold('http_req_failed', 'rate<0.01', failed / count < 0.01, failed / count),
    ],
    serverThresholds: [
      {
        source: 'process',
        ...{ resource: 'sample-api', metric: 'cpu_cores', stat: 'avg', op: '<', value: 1.5 },
        ...{ forMs: 30_000, warmUpMs: 3_000, ok: true, observed: 0.968, atMs: 84_020 },
        ...{ unit: 'cores', aborted: false },
      },
    ],
    checks: [
      { name: 'status is 200', group: '', passes: count - failed, fails: failed },
      { name: 'basket is not empty', group: '::checkout', passes: 1_204, fails: 0 },
    ],
    observed: observedSeries(seconds),
    exceptions: [
      {
        message: "TypeError: Cannot read property 'id' of undefined",
        place: 'scenarios/checkout.ts:41:18',
        count: 3,
      },
    ],
    commands: [
      {
        stage: 'prepare',
        command: 'npm run db:seed',
        exitCode: 0,
        durationMs: 1_840,
        output: 'seeded 500 products\n',
      },
      { stage: 'cleanup', command: 'npm run db:drop', exitCode: 0, durationMs: 410, output: '' },
    ],
    rejectedRequests: 0,
    guardRefusals: [{ name: 'GET https://cdn.example.com/banner.js', count: 12 }],
    guard,
    generator: { cpus: 2, memoryBytes: 8 * 1024 ** 3, platform: 'linux x64' },
    k6Version: 'v2.2.0',
    bundleDigest: digest,
    versions,
  };
}

function threshold(
  metric: string,
  expression: string,
  ok: boolean,
  observed: number,
): RunResult['thresholds'][number] {
  return { metric, expression, ok, observed, withinPrecision: false, aborted: false };
}

/** The model of the run with every section filled. */
export function makeModel(change: Partial<RunResult> = {}): ReportModel {
  const series = makeSeries(120);
  const result = { ...makeResult(series), ...change };
  return buildReportModel({ result, plan: makePlan(), series, estimate: makeEstimate() });
}
