import { describe, expect, it } from 'vitest';
import { ClientConnections } from '../../../core/measurements/client-connections.ts';
import type { SeriesPoint, Tags } from '../../../core/records/index.ts';
import { histogramOf } from '../../reports/series-fixture.ts';

const counter = (metric: string, second: number, delta: number, tags: Tags = {}): SeriesPoint => ({
  ...{ type: 'counter', metric, tMs: second * 1_000, unit: '', delta },
  tags: { scenario: 'rooms', status: '101', ...tags },
});
const opened = (second: number, count: number, tags?: Tags) => counter('ws_sessions', second, count, tags);
const closed = (second: number, count: number): SeriesPoint => ({
  ...{ type: 'trend', metric: 'ws_session_duration', tMs: second * 1_000, unit: 'ms' },
  tags: { scenario: 'rooms' },
  histogram: histogramOf(new Array<number>(count).fill(10_000)),
});

interface Case {
  readonly name: string;
  readonly points: readonly SeriesPoint[];
  readonly fromSec: number;
  readonly toSec: number;
  readonly held: object | undefined;
}

const none = { open: 0, openedPerSec: 0, sentPerSec: 0, receivedPerSec: 0 };
const cases: readonly Case[] = [
  {
    name: 'is nothing where the run made no connection',
    points: [counter('http_reqs', 0, 5)],
    ...{ fromSec: 0, toSec: 5 },
    held: undefined,
  },
  {
    name: 'holds what was opened and not yet closed',
    points: [opened(0, 10), opened(1, 5), closed(2, 3)],
    ...{ fromSec: 3, toSec: 5 },
    held: { ...none, open: 12 },
  },
  {
    name: 'is the mean over its seconds, of rates too',
    points: [opened(1, 10), opened(2, 20), counter('ws_msgs_sent', 2, 8), counter('ws_msgs_received', 1, 90)],
    ...{ fromSec: 1, toSec: 3 },
    held: { open: 20, openedPerSec: 15, sentPerSec: 4, receivedPerSec: 45 },
  },
  {
    name: 'has no connection that failed',
    points: [opened(0, 10), opened(0, 7, { status: '503' }), opened(0, 7, { status: '' })],
    ...{ fromSec: 0, toSec: 1 },
    held: { ...none, open: 10, openedPerSec: 10 },
  },
  {
    name: 'has none of a scenario after its last step, where k6 cuts them unmeasured',
    points: [opened(0, 10), opened(21, 4, { scenario: 'next' })],
    ...{ fromSec: 22, toSec: 24 },
    held: { ...none, open: 4 },
  },
  {
    name: 'still holds, after the last event of the run, what is open',
    points: [opened(0, 10, { scenario: 'endless' })],
    ...{ fromSec: 50, toSec: 52 },
    held: { ...none, open: 10 },
  },
];

describe('a bin of WebSockets', () => {
  it.each(cases)('$name', ({ points, fromSec, toSec, held }) => {
    const connections = new ClientConnections([
      { scenario: 'rooms', endMs: 10_000 },
      { scenario: 'rooms', endMs: 20_000 },
      { scenario: 'next', endMs: 40_000 },
    ]);
    for (const point of points) connections.add(point);
    expect(connections.between(fromSec * 1_000, toSec * 1_000)).toEqual(held);
  });
});
