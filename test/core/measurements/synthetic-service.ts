import { emptyHistogram } from '../../../core/histogram.ts';
import type { ObservedSeries, RunResult, SeriesPoint, StepResult } from '../../../core/records/index.ts';
import { histogramOf, trendOf } from '../../reports/series-fixture.ts';

export interface SyntheticStep {
  readonly seconds: number;
  readonly requestsPerSec: number;
  readonly failedPerSec?: number;
  readonly droppedPerSec?: number;
}

const startedAt = '2026-11-01T00:00:10.000Z';
const responseMs = 40;

/** The client's series of a service that answers in 40 ms, three requests of `home` for each of `cart`. */
export function clientSeries(steps: readonly SyntheticStep[]): SeriesPoint[] {
  return secondsOf(steps).flatMap(({ requestsPerSec, failedPerSec = 0, droppedPerSec = 0 }, second) => {
    const tMs = second * 1_000;
    const requests = [0.75, 0.25].flatMap((share, i): SeriesPoint[] => {
      const tags = { name: i === 0 ? 'home' : 'cart', scenario: 'default' };
      const count = share * requestsPerSec;
      const values = new Array<number>(count).fill(responseMs);
      return [
        { type: 'counter', tMs, metric: 'http_reqs', tags, unit: '', delta: count },
        {
          type: 'rate',
          tMs,
          metric: 'http_req_failed',
          tags,
          unit: '',
          trues: share * failedPerSec,
          total: count,
        },
        { type: 'trend', tMs, metric: 'http_req_duration', tags, unit: 'ms', histogram: histogramOf(values) },
      ];
    });
    const dropped = { type: 'counter', metric: 'dropped_iterations', tags: {}, unit: '' } as const;
    return droppedPerSec > 0 ? [...requests, { ...dropped, tMs, delta: droppedPerSec }] : requests;
  });
}

/** The requests of each second. */
export function secondsOf(steps: readonly SyntheticStep[]): readonly SyntheticStep[] {
  return steps.flatMap((step) => Array.from({ length: step.seconds }, () => step));
}

/** The result of a run with these steps, one after the other, and what was observed beside it. */
export function syntheticResult(
  steps: readonly SyntheticStep[],
  observed: readonly ObservedSeries[],
): RunResult {
  return {
    schemaVersion: 1,
    runId: 'run-1',
    scenario: 'browse',
    verdict: 'pass',
    validity: { level: 'valid', reasons: [] },
    exitCode: 0,
    end: { by: 'schedule' },
    startedAt,
    durationMs: secondsOf(steps).length * 1_000,
    loadModel: 'open',
    workers: [],
    startSkewMs: 0,
    metrics: {},
    steps: stepResults(steps),
    requests: [],
    thresholds: [],
    checks: [],
    observed: [...observed],
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
  return steps.map(({ seconds, requestsPerSec, failedPerSec = 0 }, index) => {
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
      failedRate: failedPerSec / requestsPerSec,
      meanVus: null,
      droppedIterations: 0,
      duration: trendOf(emptyHistogram()),
    };
    startMs = endMs;
    return step;
  });
}

interface Observation {
  readonly source?: string;
  readonly resource?: string;
  readonly metric?: string;
  readonly stamps?: ObservedSeries['stamps'];
  readonly periodMs: number;
  /** When the first period begins. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The level at a time of the run. */
  readonly level: (tMs: number) => number | null;
}

/** A series of a source that gives the mean of each period, stamped with its start unless said otherwise. */
export function observe(observation: Observation): ObservedSeries {
  const { source = 'cloudwatch', resource = 'api', metric = 'cpu_cores', stamps = 'start' } = observation;
  const { periodMs, fromMs, toMs, level } = observation;
  const offsetMs = { start: 0, instant: periodMs / 2, end: periodMs }[stamps];
  const points: [number, number | null][] = [];
  for (let startMs = fromMs; startMs + periodMs <= toMs; startMs += periodMs) {
    points.push([startMs + offsetMs, meanLevel(level, startMs, periodMs)]);
  }
  return { source, resource, metric, unit: 'cores', stamps, points, clock: { offsetMs: 0, withinMs: 300 } };
}

/** The mean over the tenths of a second of a period; unknown where one of them is. */
function meanLevel(level: Observation['level'], startMs: number, periodMs: number): number | null {
  const levels = Array.from({ length: periodMs / 100 }, (_, i) => level(startMs + i * 100 + 50));
  if (levels.includes(null)) return null;
  return levels.reduce<number>((sum, value) => sum + (value ?? 0), 0) / levels.length;
}

/** U0 + D·X at a time of the run, with X the requests of that second. */
export function demandOf(steps: readonly SyntheticStep[], cpuSecPerRequest: number, idleCores = 0) {
  const seconds = secondsOf(steps);
  return (tMs: number): number | null =>
    idleCores + cpuSecPerRequest * (seconds[Math.floor(tMs / 1_000)]?.requestsPerSec ?? 0);
}
