import { describe, expect, it } from 'vitest';
import { countSent, hasTags, selectCount, selectState } from '../../../runner/coordinator/select.ts';
import { counter, gauge, rate, trend } from './series-fixture.ts';

describe('tags', () => {
  it.each([
    ['are carried when all that is wanted is there', { a: '1', b: '2' }, { a: '1' }, true],
    ['are not carried when one differs', { a: '1', b: '2' }, { a: '1', b: '3' }, false],
    ['are not carried when one is missing', { a: '1' }, { b: '2' }, false],
    ['that are wanted empty must be absent', { a: '1' }, { b: '' }, true],
    ['that are wanted empty must not be there', { a: '1' }, { a: '' }, false],
    ['are always carried when none is wanted', { a: '1' }, {}, true],
  ])('%s', (_, tags, wanted, carried) => {
    expect(hasTags(tags, wanted)).toBe(carried);
  });
});

it('what was sent is requests, calls and messages, whichever way they went', () => {
  const series = [
    counter('http_reqs', 1, { a: '1' }),
    counter('http_reqs', 2, { a: '2' }),
    trend('grpc_req_duration', [3, 4, 5, 6]),
    counter('ws_msgs_sent', 8),
    counter('ws_msgs_received', 1_000),
    counter('grpc_streams_msgs_sent', 16),
  ];
  expect([countSent(series), countSent([])]).toEqual([31, 0]);
});

describe('a metric over its tags', () => {
  const series = [counter('reqs', 1, { a: '1' }), counter('reqs', 2, { a: '2' }), rate('ok', 1, 2)];

  it('is the sum of all series of its name', () => {
    expect([selectCount(series, 'reqs'), selectCount(series, 'reqs', { a: '2' })]).toEqual([3, 2]);
  });

  it('is nothing if there is no such series, and 0 as a count', () => {
    expect([selectState(series, 'none'), selectCount(series, 'none'), selectCount(series, 'ok')]).toEqual([
      undefined,
      0,
      0,
    ]);
  });

  it('is the level that changed last, whatever the order of the series', () => {
    const levels = [gauge('stock', 1, { a: '1' }, 30), gauge('stock', 2, { a: '2' }, 20)];
    expect([selectState(levels, 'stock'), selectState([...levels].reverse(), 'stock')]).toMatchObject([
      { value: 1 },
      { value: 1 },
    ]);
  });
});
