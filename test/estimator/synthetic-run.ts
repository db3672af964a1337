import type { Measurements, ObservedSeries, RunResult, StepResult } from '../../core/records/index.ts';
import { syntheticMeasurements } from './synthetic-measurements.ts';

interface SyntheticStep {
  readonly seconds: number;
  readonly requestsPerSec: number;
  readonly failedRate?: number;
  /** CPU time a request, unless the run's. */
  readonly cpuSecPerRequest?: number;
}

interface SyntheticRun {
  readonly steps: readonly SyntheticStep[];
  readonly cpuSecPerRequest?: number;
  readonly idleCores?: number;
  /** Seconds observed before the unpause. */
  readonly idleSeconds?: number;
  /** Share of the CPU that the busiest thread takes; `undefined`: threads are not observed. */
  readonly busiestShare?: number;
  readonly memoryBytes?: (requestsPerSec: number) => number;
  /** Added to the CPU of second `i`. */
  readonly noise?: (i: number) => number;
  readonly change?: (result: RunResult) => RunResult;
}

const responseMs = 40;

/** A run of a server whose demand is known: CPU is exactly U0 + D·X in each second, plus the noise asked for. */
export function syntheticRun(run: SyntheticRun): {
  result: RunResult;
  /** Of each second. */
  throughput: { tMs: number; requestsPerSec: number }[];
  measurements: Measurements;
} {
  const { idleCores = 0, idleSeconds = 10, cpuSecPerRequest = 0.004, noise = () => 0 } = run;
  const seconds = run.steps.flatMap((step, index) =>
    Array.from({ length: step.seconds }, () => ({ ...step, index })),
  );
  const throughput = seconds.map(({ requestsPerSec }, i) => ({ tMs: i * 1_000, requestsPerSec }));
  const cpu: [number, number][] = [
    ...Array.from({ length: idleSeconds }, (_, i): [number, number] => [
      (i + 1 - idleSeconds) * 1_000,
      idleCores,
    ]),
    ...seconds.map(({ requestsPerSec, cpuSecPerRequest: own = cpuSecPerRequest }, i): [number, number] => [
      (i + 1) * 1_000,
      idleCores + own * requestsPerSec + noise(i),
    ]),
  ];
  const observed = [series('cpu_cores', 'cores', cpu)];
  const { busiestShare, memoryBytes } = run;
  if (busiestShare !== undefined) {
    observed.push(
      series(
        'busiest_thread_cores',
        'cores',
        cpu.map(([tMs, value]) => [tMs, value * busiestShare]),
      ),
    );
  }
  if (memoryBytes) {
    observed.push(
      series(
        'memory_bytes',
        'bytes',
        seconds.map((second, i) => [(i + 1) * 1_000, memoryBytes(second.requestsPerSec)]),
      ),
    );
  }
  const result = resultOf(run.steps, observed, seconds.length * 1_000);
  const changed = run.change?.(result) ?? result;
  return { result: changed, throughput, measurements: syntheticMeasurements(changed, throughput) };
}

function series(metric: string, unit: string, points: [number, number][]): ObservedSeries {
  return { source: 'process', resource: 'sample-api', metric, unit, stamps: 'end', points };
}

function resultOf(
  steps: readonly SyntheticStep[],
  observed: ObservedSeries[],
  durationMs: number,
): RunResult {
  return {
    schemaVersion: 1,
    runId: 'run-1',
    scenario: 'browse',
    verdict: 'pass',
    validity: { level: 'valid', reasons: [] },
    exitCode: 0,
    end: { by: 'schedule' },
    startedAt: '2026-11-01T00:00:00.000Z',
    durationMs,
    loadModel: 'open',
    workers: [],
    startSkewMs: 0,
    metrics: { http_req_duration: { type: 'trend', unit: 'ms', ...durations(1_000) } },
    steps: stepResults(steps),
    requests: [],
    thresholds: [],
    checks: [],
    observed,
    exceptions: [],
    commands: [],
    rejectedRequests: 0,
    guardRefusals: [],
    guard: {
      environment: 'local',
      allowed: [],
      blocked: [],
      hosts: [],
      errorStorm: { share: 0.9, windowMs: 60_000 },
    },
    generator: { cpus: 4, memoryBytes: 8 * 2 ** 30, platform: 'linux x64' },
    k6Version: '2.2.0',
    bundleDigest: '0'.repeat(64),
    versions: { loadtest: '0.1.0', k6: '2.2.0', node: '20.20.0' },
  };
}

function stepResults(steps: readonly SyntheticStep[]): StepResult[] {
  let startMs = 0;
  return steps.map(({ seconds, requestsPerSec, failedRate = 0 }, index) => {
    const endMs = startMs + seconds * 1_000;
    const step: StepResult = {
      index,
      startMs,
      endMs,
      scenario: 'default',
      model: 'open',
      target: requestsPerSec,
      measuredMs: seconds * 1_000,
      iterationsPerSec: requestsPerSec,
      requestsPerSec,
      failedRate,
      meanVus: null,
      droppedIterations: 0,
      duration: { type: 'trend', unit: 'ms', ...durations(seconds * requestsPerSec) },
    };
    startMs = endMs;
    return step;
  });
}

function durations(count: number) {
  const each = {
    min: responseMs,
    max: responseMs,
    avg: responseMs,
    p50: responseMs,
    p90: responseMs,
    p95: responseMs,
  };
  const histogram = { scale: 0, zeroThreshold: 0, zeroCount: 0, positive: { offset: 5, counts: [count] } };
  const sum = count * responseMs;
  return {
    ...each,
    count,
    sum,
    p99: responseMs,
    p999: responseMs,
    tooFewFor: [],
    histogram: { ...histogram, count, sum },
  };
}
