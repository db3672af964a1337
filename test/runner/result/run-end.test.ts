import { expect, it } from 'vitest';
import { endOf } from '../../../runner/result/run-end.ts';
import { outcome, worker } from './outcome-fixture.ts';

const k6Says = (...messages: readonly string[]) => ({
  exit: {
    exceptions: {},
    exitCode: 108,
    signal: null,
    logTail: messages.map((msg) => JSON.stringify({ level: 'error', msg })).join('\n'),
  },
});
const byScript = { by: 'script', message: 'the script aborted the test' } as const;
const aborting = worker(
  1,
  k6Says('a warning', 'test aborted: enough at buy (file:///load/cart.ts:4:90(17))'),
);

it.each([
  [
    'a script that aborted it says why and where',
    byScript,
    [worker(0), aborting],
    'enough at buy (cart.ts:4:91)',
  ],
  [
    'a script whose k6 said nothing has aborted it',
    byScript,
    [worker(0, k6Says('a warning'))],
    byScript.message,
  ],
  ['another end is what it was', { by: 'user', message: 'SIGINT' } as const, [aborting], 'SIGINT'],
])('%s', (_, end, workers, message) => {
  expect(endOf(outcome({ end, workers }), '/shop', '/shop/load')).toEqual({ by: end.by, message });
});
