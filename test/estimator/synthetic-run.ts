import type { Measurements, ObservedSeries, RunResult } from '../../core/records/index.ts';
import { syntheticResult } from '../core/measurements/synthetic-service.ts';
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
  const result = syntheticResult(steps, observed);
  return {
    ...result,
    startedAt: '2026-11-01T00:00:00.000Z',
    durationMs,
    metrics: { http_req_duration: { type: 'trend', unit: 'ms', ...durations(1_000) } },
    steps: result.steps.map((step, index) => ({
      ...step,
      failedRate: steps[index]?.failedRate ?? 0,
      duration: { type: 'trend', unit: 'ms', ...durations((step.measuredMs / 1_000) * step.target) },
    })),
  };
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
