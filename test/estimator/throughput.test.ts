import { describe, expect, it } from 'vitest';
import type { SeriesPoint } from '../../core/records/index.ts';
import { throughputOf } from '../../estimator/index.ts';

const requests = (second: number, delta: number, tags: Record<string, string> = {}): SeriesPoint => ({
  type: 'counter',
  tMs: second * 1_000,
  metric: 'http_reqs',
  tags,
  unit: '',
  delta,
});

describe('the throughput of a run', () => {
  it.each([
    [
      'is the sum over all series of a second',
      [requests(0, 3, { name: 'a' }), requests(0, 4, { name: 'b' })],
      1_000,
      [7],
    ],
    ['has a row for a second in which no request ended', [requests(0, 3), requests(2, 5)], 3_000, [3, 0, 5]],
    ['has rows up to the end of the load', [requests(0, 3)], 2_400, [3, 0, 0]],
    ['leaves out what came after the load', [requests(0, 3), requests(4, 1)], 2_000, [3, 0]],
    ['is that of requests alone', [requests(0, 3), { ...requests(0, 9), metric: 'iterations' }], 1_000, [3]],
    ['of nothing is nothing', [], 0, []],
  ])('%s', async (_, points, durationMs, perSec) => {
    expect(await throughputOf(points, durationMs)).toEqual(
      perSec.map((requestsPerSec, second) => ({ tMs: second * 1_000, requestsPerSec })),
    );
  });

  it('is read from a stream, too', async () => {
    async function* stream() {
      yield requests(0, 2);
      yield requests(0, 2);
    }
    expect(await throughputOf(stream(), 1_000)).toEqual([{ tMs: 0, requestsPerSec: 4 }]);
  });
});
