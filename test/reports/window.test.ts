import { describe, expect, it } from 'vitest';
import { percentileValue } from '../../core/percentile.ts';
import type { RunResult, SeriesPoint } from '../../core/records/index.ts';
import { mainMetricOf } from '../../reports/main-metric.ts';
import { binObserved } from '../../reports/observed-line.ts';
import { buildTimeline, maxPoints } from '../../reports/timeline.ts';
import { foldSeries } from '../../reports/window.ts';
import { makeResult } from './fixtures.ts';
import { histogramOf, makeSeries } from './series-fixture.ts';

const result = makeResult(makeSeries(10), 10);
const main = mainMetricOf(result);

const requests = (tMs: number, delta: number): SeriesPoint => ({
  ...{ type: 'counter', tMs, metric: 'http_reqs', tags: { name: 'a' }, unit: '', delta },
});
const latencies = (tMs: number, name: string, values: readonly number[]): SeriesPoint => ({
  ...{
    type: 'trend',
    tMs,
    metric: 'http_req_duration',
    tags: { name },
    unit: 'ms',
    histogram: histogramOf(values),
  },
});
const users = (tMs: number, value: number): SeriesPoint => ({
  ...{ type: 'gauge', tMs, metric: 'vus', tags: {}, unit: '', value },
});

function timelineOf(series: readonly SeriesPoint[], change: Partial<RunResult>) {
  return buildTimeline(foldSeries(series, main), { ...result, steps: [], observed: [], ...change });
}

describe('a timeline', () => {
  it('takes percentiles from the merged values, not from the mean of percentiles', () => {
    const fast = Array.from({ length: 98 }, () => 10);
    const timeline = timelineOf([latencies(0, 'a', fast), latencies(0, 'b', [1_000, 1_000])], {
      durationMs: 1_000,
    });
    expect(timeline.p95[0]).toBeLessThan(11);
    expect(timeline.p99[0]).toBeGreaterThan(900);
  });

  it('tells a second without requests from a second that nobody reported', () => {
    const timeline = timelineOf([requests(0, 5), users(1_000, 3), requests(3_000, 5)], { durationMs: 4_000 });
    expect(timeline.requestsPerSec).toEqual([5, 0, null, 5]);
    expect(timeline.p95).toEqual([null, null, null, null]);
  });

  it('reads a rate over the time that was seen, so that a gap or a cut second does not lower it', () => {
    const series = Array.from({ length: 800 }, (_, second) => second)
      .filter((second) => second % 2 === 0 || second < 400)
      .map((second) => requests(second * 1_000, 10));
    const timeline = timelineOf(series, { durationMs: 800_000 });
    expect(new Set(timeline.requestsPerSec)).toEqual(new Set([10]));
    expect(timelineOf([requests(0, 8), requests(1_000, 6)], { durationMs: 1_600 }).requestsPerSec).toEqual([
      8, 10,
    ]);
  });

  it.each([
    ['half a second is one point', 500, 1, 1_000],
    ['two minutes keep every second', 120_000, 120, 1_000],
    ['an hour has bins of nine seconds', 3_600_000, 400, 9_000],
    ['a last bin that is covered by less than half is left out', 2_400, 2, 1_000],
  ])('%s', (_, durationMs, points, binMs) => {
    const timeline = timelineOf([], { durationMs });
    expect(timeline.tMs).toHaveLength(points);
    expect(timeline.binMs).toBe(binMs);
    expect(points).toBeLessThanOrEqual(maxPoints);
  });

  it.each<[string, 'start' | 'end' | 'instant', [number, number | null][], (number | null)[]]>([
    [
      'a value that ends its period',
      'end',
      [
        [1_000, 1],
        [2_000, 2],
        [3_000, 3],
      ],
      [1, 2, 3],
    ],
    [
      'a value that starts its period',
      'start',
      [
        [0, 1],
        [1_000, 2],
        [2_000, 3],
      ],
      [1, 2, 3],
    ],
    [
      'a period that lies across two bins',
      'end',
      [
        [1_250, 1],
        [2_250, 2],
        [3_250, 3],
      ],
      [1, 1.75, 2.75],
    ],
    [
      'a period of three bins',
      'end',
      [
        [0, 9],
        [3_000, 6],
      ],
      [6, 6, 6],
    ],
    [
      'a gap of one period',
      'end',
      [
        [1_000, 1],
        [2_000, null],
        [3_000, 3],
      ],
      [1, null, 3],
    ],
    [
      'instants that are late or early',
      'instant',
      [
        [500, 1],
        [990, 1],
        [2_010, 3],
        [2_990, 3],
      ],
      [1, 2, 3],
    ],
    [
      'an instant between gaps',
      'instant',
      [
        [500, null],
        [1_500, 4],
        [2_500, null],
      ],
      [null, 4, null],
    ],
    ['a single instant', 'instant', [[1_500, 4]], [null, 4, null]],
  ])('counts %s for the time it covers', (_, stamps, points, expected) => {
    const series = { source: 'process', resource: 'api', metric: 'cpu_cores', unit: 'cores', stamps, points };
    expect(binObserved(series, [0, 1_000, 2_000], 1_000)).toEqual(expected);
  });

  it('takes the highest of percentiles, which have no mean', () => {
    const points: [number, number][] = [
      [0, 90],
      [500, 110],
    ];
    const series = { source: 'cloudwatch', resource: 'alb', metric: 'response_p95_ms', unit: 'ms', points };
    const line = (percentile: boolean) => binObserved({ ...series, stamps: 'start', percentile }, [0], 1_000);
    expect([line(true), line(false)]).toEqual([[110], [100]]);
  });

  it('has a target only where a bin lies whole in open steps', () => {
    const step = { ...result.steps[0], index: 0, startMs: 500, endMs: 3_000, target: 40 };
    const timeline = timelineOf([], { durationMs: 4_000, steps: [step as RunResult['steps'][number]] });
    expect(timeline.targetPerSec).toEqual([null, 40, 40, null]);
  });
});

describe('folding the series', () => {
  it('gives the same in any order', () => {
    const series = makeSeries(20);
    const forward = foldSeries(series, main);
    const backward = foldSeries([...series].reverse(), main);
    expect(backward.map(({ tMs, requests: count }) => [tMs, count])).toEqual(
      forward.map(({ tMs, requests: count }) => [tMs, count]),
    );
    expect(backward.map(({ latency }) => percentileValue(latency, 0.95))).toEqual(
      forward.map(({ latency }) => percentileValue(latency, 0.95)),
    );
  });
});
