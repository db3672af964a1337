import { describe, expect, it } from 'vitest';
import type { FeedPoint } from '../../../runner/coordinator/feed.ts';
import { Merge } from '../../../runner/coordinator/merge.ts';
import { selectState } from '../../../runner/coordinator/select.ts';
import { seriesOf } from './simulated-worker.ts';

const originMs = 50_000;

function startedMerge(workers = 1): Merge {
  const merge = new Merge(workers);
  merge.start(originMs);
  return merge;
}

describe('gauges', () => {
  const level = (metric: string, value: number, atMs: number): FeedPoint[] => [
    { series: seriesOf(metric), startMs: 0, timeMs: atMs, state: { type: 'gauge', value } },
  ];
  const gaugeOf = (merge: Merge, metric: string) => merge.totals().find((one) => one.metric === metric);

  it('of virtual users are summed over the workers, in every second and at the end', () => {
    const merge = startedMerge(4);
    for (const second of [1, 2, 3]) {
      for (const worker of [0, 1, 2, 3]) {
        const atMs = originMs + second * 1_000 - 400 + worker;
        merge.receive(worker, level('vus', second === 2 ? 7 : 5, atMs), atMs);
      }
    }
    merge.end(originMs + 3_100);
    expect(merge.takeBins(Infinity)).toMatchObject([
      { type: 'gauge', tMs: 0, value: 20 },
      { type: 'gauge', tMs: 1_000, value: 28 },
      { type: 'gauge', tMs: 2_000, value: 20 },
    ]);
    expect(gaugeOf(merge, 'vus')).toMatchObject({ state: { value: 20 }, range: { min: 20, max: 28 } });
  });

  it('of virtual users count no second in which some workers had not pushed yet', () => {
    const merge = startedMerge();
    merge.receive(0, level('vus', 5, originMs + 900), originMs + 900);
    for (const worker of [0, 1]) {
      const atMs = originMs + 1_900;
      merge.receive(worker, level('vus', 5, atMs), atMs);
    }
    merge.end(originMs + 2_100);
    expect(merge.takeBins(Infinity)).toMatchObject([{ value: 5 }, { value: 10 }]);
    expect(gaugeOf(merge, 'vus')).toMatchObject({ state: { value: 10 }, range: { min: 10, max: 10 } });
  });

  it('keep the level of a worker that says nothing in a second', () => {
    const merge = startedMerge();
    merge.receive(0, level('vus', 5, originMs + 900), originMs + 900);
    merge.receive(1, level('vus', 5, originMs + 900), originMs + 900);
    merge.receive(0, level('vus', 6, originMs + 1_900), originMs + 1_900);
    expect(merge.takeBins(Infinity)).toMatchObject([{ value: 10 }, { value: 11 }]);
  });

  it('of virtual users show the load, not the workers that have none left after it', () => {
    const merge = startedMerge();
    [5, 5, 0, 0].forEach((vus, i) => {
      merge.receive(0, level('vus', vus, originMs + 900 + i * 1_000), originMs + 900 + i * 1_000);
    });
    merge.end(originMs + 2_100);
    merge.takeBins(Infinity);
    expect(gaugeOf(merge, 'vus')).toMatchObject({ state: { value: 5 }, range: { min: 5, max: 5 } });
  });

  it.each([
    ['of a load without a whole second', [3, 0], 700, { state: { value: 3 }, range: { min: 3, max: 3 } }],
    ['of one in whose last, cut second there were most', [2, 5, 0], 1_700, { range: { min: 2, max: 5 } }],
    ['of one that was over before k6 counted them', [0, 0], 700, undefined],
  ])('of virtual users have the peak %s', (_, levels, endMs, expected) => {
    const merge = startedMerge();
    levels.forEach((vus, i) => {
      const atMs = originMs + 400 + i * 900;
      merge.receive(0, level('vus', vus, atMs), atMs);
    });
    merge.end(originMs + endMs);
    merge.takeBins(Infinity);
    const vus = gaugeOf(merge, 'vus');
    if (expected) expect(vus).toMatchObject(expected);
    else expect(vus).toBeUndefined();
  });

  it('of the script keep the level that changed last, whoever repeats an older one', () => {
    const merge = startedMerge();
    merge.receive(0, level('stock', 3, 1_000), 1_000);
    merge.receive(1, level('stock', 8, 1_500), 1_500);
    merge.receive(0, level('stock', 3, 2_000), 2_000);
    expect(gaugeOf(merge, 'stock')).toMatchObject({ state: { value: 8 }, range: { min: 3, max: 8 } });
  });

  it('of one metric with several tags show the level that changed last', () => {
    const merge = startedMerge();
    const tagged = (shop: string, value: number, timeMs: number): FeedPoint => ({
      series: seriesOf('stock', { shop }),
      startMs: 0,
      timeMs,
      state: { type: 'gauge', value },
    });
    merge.receive(0, [tagged('a', 1, 1_000), tagged('b', 2, 1_000)], 1_000);
    merge.receive(0, [tagged('a', 9, 2_000), tagged('b', 2, 2_000)], 2_000);
    expect(selectState(merge.totals(), 'stock')).toMatchObject({ value: 9 });
  });
});
