import { describe, expect, it } from 'vitest';
import type { ObservedSeries, RunResult, ServerThresholdSpec } from '../../../core/records/index.ts';
import { judgeServers, judgeServersAgain } from '../../../runner/result/judge-servers.ts';
import { observe, syntheticResult } from '../../core/measurements/synthetic-service.ts';

const spec: ServerThresholdSpec = {
  source: 'cloudwatch',
  metric: 'cpu_cores',
  stat: 'avg',
  op: '<',
  value: 0.8,
  forMs: 10_000,
  warmUpMs: 3_000,
  abortOnFail: true,
};

const seen = (cores: number): ObservedSeries[] => [
  observe({ periodMs: 1_000, fromMs: 0, toMs: 60_000, level: () => cores }),
];
const resultOf = (observed: ObservedSeries[], change: Partial<RunResult> = {}): RunResult => ({
  ...syntheticResult([{ seconds: 60, requestsPerSec: 4 }], observed),
  ...change,
});

describe('the thresholds on servers decide', () => {
  it.each([
    ['nothing where they are met', seen(0.5), {}, { verdict: 'pass', exitCode: 0 }],
    ['that the run failed where one is missed', seen(0.9), {}, { verdict: 'fail', exitCode: 99 }],
    ['the same where there are no data', [], {}, { verdict: 'fail', exitCode: 99 }],
    ['no more than what is worse', seen(0.9), { exitCode: 107 }, { verdict: 'fail', exitCode: 107 }],
    ['more than that nobody may believe it', seen(0.9), { exitCode: 4 }, { verdict: 'fail', exitCode: 99 }],
  ] satisfies [string, ObservedSeries[], Partial<RunResult>, object][])(
    '%s',
    (_, observed, change, expected) => {
      expect(judgeServers(resultOf(observed, change), [spec])).toMatchObject(expected);
    },
  );

  it('with what they were judged by', () => {
    expect(judgeServers(resultOf(seen(0.9)), [spec]).serverThresholds).toEqual([
      {
        source: 'cloudwatch',
        metric: 'cpu_cores',
        stat: 'avg',
        op: '<',
        value: 0.8,
        forMs: 10_000,
        warmUpMs: 3_000,
        ok: false,
        observed: expect.closeTo(0.9, 9),
        atMs: 3_000,
        unit: 'cores',
        aborted: false,
      },
    ]);
    expect(judgeServers(resultOf(seen(0.9)), []).serverThresholds).toBeUndefined();
  });

  it('that it was ended by one, and not by the user, where it was stopped for that', () => {
    const stopped = resultOf(seen(0.9), {
      end: { by: 'user', message: 'cpu' },
      exitCode: 105,
      verdict: 'fail',
    });
    expect(judgeServers(stopped, [spec], spec)).toMatchObject({
      end: { by: 'threshold', message: 'cpu_cores{source:cloudwatch}: avg<0.8 for 10s' },
      exitCode: 99,
      serverThresholds: [{ ok: false, aborted: true }],
    });
  });
});

describe('a result that is judged again', () => {
  const late = judgeServers(resultOf([]), [spec]);

  it.each([
    [
      'passes where the data that came late meet the threshold',
      late,
      seen(0.5),
      { verdict: 'pass', exitCode: 0 },
    ],
    ['still fails where they miss it', late, seen(0.9), { verdict: 'fail', exitCode: 99 }],
    [
      'stays invalid',
      { ...late, validity: { level: 'invalid' as const, reasons: [] } },
      seen(0.5),
      { exitCode: 4 },
    ],
    [
      'fails for whatever else it failed for',
      { ...late, exitCode: 107 },
      seen(0.5),
      { verdict: 'fail', exitCode: 107 },
    ],
  ])('%s', (_, stored, observed, expected) => {
    expect(judgeServersAgain({ ...stored, observed }, [spec])).toMatchObject(expected);
  });
});
