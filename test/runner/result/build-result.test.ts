import { describe, expect, it } from 'vitest';
import { LoadtestError } from '../../../core/errors.ts';
import { runResultSchema } from '../../../core/records/index.ts';
import type { RunOutcome } from '../../../runner/coordinator/outcome.ts';
import { failedOutcome } from '../../../runner/coordinator/outcome.ts';
import { counter, rate, trend } from '../coordinator/series-fixture.ts';
import { resultOf, worker } from './outcome-fixture.ts';

describe('verdict, validity and exit code', () => {
  const iterations = counter('iterations', 100, { scenario: 'default' });
  const lost = [worker(0), worker(1, { lost: 'k6 ended by SIGKILL' })];
  const failing = { series: [iterations, rate('checks', 1, 10)] };
  const thrown = (count: number) => [worker(0, { exceptions: { 'Error: no': count } })];
  const failure = (code: 'WORKER_FAILED' | 'SCRIPT_EXCEPTION' | 'OPTIONS_INVALID') => ({
    failure: new LoadtestError(code, 'no'),
    end: { by: 'failure' as const, message: 'no' },
  });
  const marked = [worker(0, { exit: { exceptions: {}, exitCode: 110, signal: null, logTail: '' } })];

  const rows: readonly [string, Partial<RunOutcome>, string, string, number][] = [
    ['nothing happened', {}, 'pass', 'valid', 0],
    ['a threshold failed', failing, 'fail', 'valid', 99],
    ['a threshold aborted the run', { ...failing, end: { by: 'threshold' } }, 'fail', 'valid', 99],
    ['most requests failed', { end: { by: 'error-storm' } }, 'fail', 'valid', 99],
    ['a worker was lost', { workers: lost }, 'pass', 'invalid', 4],
    [
      'a worker was lost, which ended the run',
      { workers: lost, end: { by: 'lost-worker' } },
      'fail',
      'invalid',
      4,
    ],
    ['a worker was lost and a threshold failed', { workers: lost, ...failing }, 'fail', 'invalid', 99],
    ['the user stopped it', { end: { by: 'user' } }, 'fail', 'valid', 105],
    [
      'the user stopped it when a threshold failed',
      { end: { by: 'user' }, ...failing },
      'fail',
      'valid',
      105,
    ],
    ['the script aborted it', { end: { by: 'script' } }, 'fail', 'valid', 108],
    ['the script marked it as failed', { workers: marked }, 'fail', 'valid', 110],
    [
      'the script marked it as failed, and a threshold failed',
      { workers: marked, ...failing },
      'fail',
      'valid',
      110,
    ],
    ['a few iterations threw', { workers: thrown(1) }, 'pass', 'suspect', 0],
    ['many iterations threw', { workers: thrown(50) }, 'pass', 'invalid', 4],
    ['every iteration threw', { workers: thrown(100) }, 'fail', 'invalid', 107],
    ['setup threw', failure('SCRIPT_EXCEPTION'), 'fail', 'valid', 107],
    ['a worker did not start', failure('WORKER_FAILED'), 'fail', 'valid', 3],
    ['k6 refused the options', failure('OPTIONS_INVALID'), 'fail', 'valid', 104],
    [
      'teardown threw after a good run',
      { failure: new LoadtestError('SCRIPT_EXCEPTION', 'no') },
      'fail',
      'valid',
      107,
    ],
    [
      'the environment failed and the user had stopped it',
      { failure: new LoadtestError('STORE_UNWRITABLE', 'full'), end: { by: 'user' } },
      'fail',
      'valid',
      3,
    ],
    ['no iteration was completed', { series: [] }, 'pass', 'invalid', 4],
    [
      'the process that ran it was lost',
      { coordinatorLost: true, end: { by: 'failure' }, ...failing },
      'fail',
      'invalid',
      4,
    ],
  ];

  it.each(rows)('when %s', (_, changes, verdict, level, exitCode) => {
    const result = resultOf({
      outcome: changes,
      options: { vus: 1, duration: '10s', thresholds: { checks: ['rate>0.9'] } },
      plan: { workers: changes.workers?.length ?? 1 },
    });
    expect([result.verdict, result.validity.level, result.exitCode]).toEqual([verdict, level, exitCode]);
  });

  it('when the user interrupts it before any load, is no pass', () => {
    const result = resultOf({ outcome: failedOutcome(new LoadtestError('INTERRUPTED', 'interrupted'), 0) });
    expect([result.end.by, result.verdict, result.exitCode]).toEqual(['user', 'fail', 105]);
  });
});

describe('a result', () => {
  it('is a record, also of a run with everything in it and of one with nothing', () => {
    const full = resultOf({
      outcome: {
        series: [
          counter('iterations', 100),
          trend('http_req_duration', [1, 2], { name: 'a', method: 'GET' }),
          counter('http_reqs', 2, { name: 'a', method: 'GET', status: '200' }),
          rate('checks', 1, 1, { check: 'ok' }),
        ],
      },
    });
    const empty = resultOf({
      outcome: failedOutcome(new LoadtestError('TARGET_DOWN', 'down', { hint: 'start it' }), 0),
    });
    for (const result of [full, empty]) {
      expect(runResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(
        JSON.parse(JSON.stringify(result)),
      );
    }
    expect(empty.failure).toEqual({ code: 'TARGET_DOWN', message: 'down', hint: 'start it', places: [] });
  });

  it("has each worker's part: its start, its use of the machine during the load, its exit", () => {
    const before = { atMs: 40_000, usage: { cpuSeconds: 0, memoryBytes: 5e9, cpuLimitCores: 2 } };
    const one = worker(0);
    const { workers, startSkewMs } = resultOf({
      outcome: { workers: [{ ...one, usage: [before, ...one.usage] }, worker(1, { startOffsetMs: 9 })] },
      plan: { workers: 2 },
    });
    expect(workers[0]).toEqual({
      index: 0,
      segment: '0:1/2',
      startOffsetMs: 2,
      cpuCores: 0.5,
      peakCpuCores: 0.5,
      cpuLimitCores: 2,
      throttledShare: null,
      memoryBytes: 5e9,
      clockAheadMs: null,
      pushes: 10,
      exitCode: 0,
      lost: null,
    });
    expect(startSkewMs).toBe(7);
  });

  it('takes a run of days: a call does not have as many arguments as that has samples', () => {
    const usage = Array.from({ length: 200_000 }, (_, i) => ({
      atMs: 50_000 + i * 1_000,
      usage: { cpuSeconds: i / 4, memoryBytes: i },
    }));
    const { workers } = resultOf({ outcome: { workers: [worker(0, { usage, endedMs: 1e9 })] } });
    expect(workers[0]).toMatchObject({ memoryBytes: 199_999, peakCpuCores: 0.25 });
  });

  it('has the exceptions of all workers by message, with their place in the sources', () => {
    const trace = 'Error: no stock\n\tat buy (file:///load/cart.ts:12:3(7))';
    const workers = [
      worker(0, { exceptions: { [trace]: 2, 'Error: rare': 1 } }),
      worker(1, { exceptions: { [trace]: 3 } }),
    ];
    expect(resultOf({ outcome: { workers }, plan: { workers: 2 } }).exceptions).toEqual([
      { message: 'Error: no stock', place: 'cart.ts:12:4', count: 5 },
      { message: 'Error: rare', place: null, count: 1 },
    ]);
  });

  it("has each worker's CPU and memory over time, on the clock of the run", () => {
    const { observed } = resultOf();
    expect(observed.map(({ resource, metric }) => `${resource} ${metric}`)).toEqual([
      'worker-0 cpu_cores',
      'worker-0 memory_bytes',
    ]);
    expect(observed[0]?.points.slice(0, 2)).toEqual([
      [1_000, 0.5],
      [2_000, 0.5],
    ]);
    expect(observed[1]?.points[0]).toEqual([0, 1e6]);
  });
});
