import { describe, expect, it } from 'vitest';
import { systemTagsFor } from '../../../runner/plan/system-tags.ts';

const needed = [
  'status',
  'method',
  'name',
  'group',
  'check',
  'error',
  'error_code',
  'scenario',
  'expected_response',
];
const k6Default = [...needed, 'proto', 'subproto', 'url', 'tls_version', 'service'];

describe('the system tags of a run', () => {
  const rows: readonly [
    string,
    readonly string[] | null | undefined,
    readonly string[],
    readonly string[],
  ][] = [
    ['are those that a result needs', undefined, [], needed],
    ["are not k6's whole default, which costs the generator", k6Default, [], needed],
    ['are those with what thresholds name', null, ['url', 'proto'], [...needed, 'url', 'proto']],
    ["are not the script's own tags that thresholds name", undefined, ['shop'], needed],
    ['keep what a script chose besides', ['ip', 'status'], [], [...needed, 'ip']],
    ['hold what a result needs, even if a script wants none', [], [], needed],
  ];

  it.each(rows)('%s', (_, script, required, expected) => {
    expect(systemTagsFor(script, required)).toEqual(expected);
  });
});
