import { describe, expect, it } from 'vitest';
import { newestFirst, type RunSummary } from '../../../runner/store/run-store.ts';

const run = (id: string, createdAt: string): RunSummary => ({ id, createdAt, scenario: 'smoke', tags: [] });

const early = run('20261123-153200-smoke-zzzz', '2026-11-23T15:32:00.100Z');
const later = run('20261123-153200-smoke-aaaa', '2026-11-23T15:32:00.900Z');
const other = run('20261123-153200-checkout-mmmm', '2026-11-23T15:32:00.500Z');
const next = run('20261123-153201-smoke-0000', '2026-11-23T15:32:01.000Z');
const unreadable = run('20261123-153300-smoke-kkkk', '');

describe('newest first', () => {
  it.each<[string, RunSummary[], RunSummary[]]>([
    ['puts a later second first', [early, next], [next, early]],
    ['tells two of one second apart by the moment', [early, later], [later, early]],
    ['does not mind the scenario within a second', [later, early, other], [later, other, early]],
    ['leaves one that cannot be read at its second', [next, early, unreadable], [unreadable, next, early]],
  ])('%s', (_, runs, expected) => {
    expect(runs.sort(newestFirst)).toEqual(expected);
  });
});
