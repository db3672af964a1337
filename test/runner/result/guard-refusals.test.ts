import { expect, it } from 'vitest';
import type { GuardDecision } from '../../../core/records/index.ts';
import type { MergedSeries } from '../../../runner/coordinator/merge.ts';
import { toGuardRefusals } from '../../../runner/result/guard-refusals.ts';

const counter = (metric: string, tags: Record<string, string>, count: number): MergedSeries => ({
  metric,
  tags,
  unit: '',
  state: { type: 'counter', count },
});

const guard: GuardDecision = {
  environment: 'test',
  allowed: ['127.0.0.1/32'],
  blocked: ['127.0.0.2/31'],
  hosts: [],
  errorStorm: { share: 0.9, windowMs: 60_000 },
};

it('adds up what k6 refused, over scenarios and in whatever way it is told', () => {
  const cdn = { method: 'GET', name: 'cdn', error_code: '1110' };
  const series = [
    counter('http_reqs', { ...cdn, scenario: 'a' }, 3),
    counter('http_reqs', { ...cdn, scenario: 'b' }, 4),
    counter('http_reqs', { ...cdn, name: 'down', error_code: '1212' }, 5),
    counter('http_reqs', { method: 'GET', name: 'home', status: '200' }, 100),
    counter('ws_sessions', { name: 'ws://127.0.0.2/' }, 8),
    counter('ws_sessions', { name: 'ws://127.0.0.1/' }, 9),
    counter('ws_sessions', { name: 'ws://127.0.0.3/', status: '101' }, 9),
  ];
  const refused = 'GoError: IP (127.0.0.2) is in a blacklisted range (127.0.0.2/31)';
  const exceptions = [
    { message: refused, place: null, count: 2 },
    { message: 'TypeError: no', place: null, count: 6 },
  ];

  expect(toGuardRefusals(series, exceptions, guard)).toEqual([
    { name: 'ws://127.0.0.2/', count: 8 },
    { name: 'GET cdn', count: 7 },
    { name: refused, count: 2 },
  ]);
});
