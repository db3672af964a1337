import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';

const run = (stdout: number, ...argv: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...argv], {
    stdio: ['ignore', stdout, 'pipe'],
    encoding: 'utf8',
  });

it.each([
  [['--version'], /^error: cannot write to stdout: ENOSPC.*\n$/],
  [['run', '--help'], /^error: cannot write to stdout: ENOSPC.*\n$/],
  [['prices', 'show', '--json'], /^\{"code":"STORE_UNWRITABLE","message":"cannot write to stdout: .*\}\n$/],
])('says in one line that what %j prints does not arrive', (argv, says) => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = run(full, ...argv);
  closeSync(full);
  expect(stderr).toMatch(says);
  expect(status).toBe(3);
});
