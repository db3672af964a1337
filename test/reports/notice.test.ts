import { expect, it } from 'vitest';
import type { CommandLog, RunResult } from '../../core/records/index.ts';
import { makeModel } from './fixtures.ts';

const log = (stage: CommandLog['stage'], command: string, exitCode: number | null): CommandLog => ({
  stage,
  command,
  exitCode,
  durationMs: 1,
  output: '',
});

const refusals = (...names: string[]): Partial<RunResult> => ({
  commands: [],
  exceptions: [],
  guardRefusals: names.map((name) => ({ name, count: 2 })),
});

it.each<[string, Partial<RunResult>, string[]]>([
  [
    'a run without more to say',
    { commands: [log('prepare', 'seed', 0), log('cleanup', 'drop', 0)], guardRefusals: [], exceptions: [] },
    [],
  ],
  [
    'a failed prepare, which the failure tells',
    { commands: [log('prepare', 'seed', 1)], guardRefusals: [], exceptions: [] },
    [],
  ],
  [
    'cleanups that failed',
    {
      commands: [log('cleanup', 'drop', 4), log('cleanup', 'stop', null)],
      guardRefusals: [],
      exceptions: [],
    },
    [
      'The cleanup failed with exit code 4, so something may have been left behind: drop',
      'The cleanup did not come to its end, so something may have been left behind: stop',
    ],
  ],
  [
    'what iterations threw, the most frequent first',
    {
      commands: [],
      guardRefusals: [],
      exceptions: [
        { message: 'TypeError: no stock', place: 'cart.ts:12:4', count: 1_500 },
        { message: 'Error: rare', place: null, count: 1 },
      ],
    },
    ['1,501 iterations threw: TypeError: no stock (cart.ts:12:4) × 1,500, Error: rare × 1'],
  ],
  [
    'one refused place',
    refusals('GET http://a/'),
    ['The guard refused 2 attempts to reach an address that it does not allow: GET http://a/ × 2'],
  ],
  [
    'many refused places, of which three are named',
    refusals('GET a', 'GET b', 'ws://c', 'GET d', 'GET e'),
    [
      'The guard refused 10 attempts to reach an address that it does not allow: GET a × 2, GET b × 2, ws://c × 2, and 2 more',
    ],
  ],
])('%s', (_, result, notices) => {
  expect(makeModel(result).notices).toEqual(notices);
});
