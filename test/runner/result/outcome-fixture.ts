import type { K6Options, RunResult } from '../../../core/records/index.ts';
import type { RunOutcome, WorkerOutcome } from '../../../runner/coordinator/outcome.ts';
import type { PlanInput } from '../../../runner/plan/plan-run.ts';
import { buildResult } from '../../../runner/result/build-result.ts';
import type { Generator } from '../../../runner/result/generator.ts';
import { counter } from '../coordinator/series-fixture.ts';
import { planOf } from '../plan/plan-fixture.ts';

const originMs = 50_000;

/** A worker that did all that it was to do in ten seconds, on half a core. */
export function worker(index: number, more: Partial<WorkerOutcome> = {}): WorkerOutcome {
  const usage = Array.from({ length: 11 }, (_, i) => ({
    atMs: originMs + i * 1_000,
    usage: { cpuSeconds: 3 + i / 2, memoryBytes: 1e6 * (i + 1), cpuLimitCores: 2 },
  }));
  return {
    index,
    registration: { address: '', host: '' },
    readyMs: originMs - 500,
    startOffsetMs: 2,
    endedMs: originMs + 10_000,
    exceptions: {},
    usage,
    exit: { exceptions: {}, exitCode: 0, signal: null, logTail: '' },
    pushes: 10,
    clockDriftMs: 0,
    complete: true,
    ...more,
  };
}

/** A run of ten seconds with a hundred iterations to which nothing happened. */
export function outcome(more: Partial<RunOutcome> = {}): RunOutcome {
  return {
    startedAtMs: Date.parse('2026-01-01T00:00:00Z'),
    originMs,
    durationMs: 10_000,
    end: { by: 'schedule' },
    series: [counter('iterations', 100, { scenario: 'default' })],
    steps: [],
    workers: [worker(0)],
    overflowedMetrics: [],
    rejected: 0,
    ...more,
  };
}

interface ResultOf {
  readonly outcome?: Partial<RunOutcome>;
  readonly options?: K6Options;
  readonly plan?: Partial<PlanInput>;
  readonly generator?: Partial<Generator>;
}

export function resultOf({ outcome: changes, options, plan, generator }: ResultOf = {}): RunResult {
  return buildResult({
    plan: planOf(options ?? { vus: 1, duration: '10s' }, plan),
    outcome: outcome(changes),
    observed: [],
    commands: [],
    generator: { cpus: 4, memoryBytes: 1e9, platform: 'linux', busyShare: 0.5, ...generator },
    sourceRoot: '/shop',
    cwd: '/shop/load',
  });
}
