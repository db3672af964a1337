import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { provideK6 } from '../../runner/k6/provide.ts';
import { makeContext } from '../runner/test-context.ts';

it('builds k6 from its Go module where the release cannot be reached', { timeout: 600_000 }, async () => {
  const goEnv = JSON.parse(
    execFileSync('go', ['env', '-json', 'GOCACHE', 'GOMODCACHE'], { encoding: 'utf8' }),
  );
  const cache = mkdtempSync(join(tmpdir(), 'loadtest-build-'));
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const ctx = makeContext({
    env: {
      ...goEnv,
      HOME: cache,
      XDG_CACHE_HOME: cache,
      PATH: `${join(goroot, 'bin')}:/usr/bin:/bin`,
      LOADTEST_K6_MIRROR: 'http://127.0.0.1:9',
    },
  });

  const binary = await provideK6(ctx);

  expect(binary).toEqual({
    path: join(cache, 'loadtest/k6/2.2.0/k6'),
    version: '2.2.0',
    origin: 'go-build',
  });
  expect(ctx.errorText()).toMatch(
    /no download of k6: .*\nbuilding k6 v2\.2\.0 .*\nk6 v2\.2\.0 is ready after/,
  );
  expect(readdirSync(join(cache, 'loadtest/k6'))).toEqual(['2.2.0']);
  expect(await provideK6(ctx, { offline: true })).toMatchObject({ origin: 'cache' });
});
