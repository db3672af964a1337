import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullDisks } from './full-disk.ts';
import {
  cli,
  countOf,
  filesOf,
  makeDirectory,
  resultOf,
  runDirectory,
  runIds,
  startCli,
  until,
} from './harness.ts';
import { startTargetServer, type TargetServer } from './target-server.ts';

let target: TargetServer;
beforeAll(async () => {
  target = await startTargetServer();
});
afterAll(() => target.close());

const script = `
import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '60s' };
export default function () { http.get(__ENV.TARGET_URL + __ENV.ROUTE); sleep(0.05); }
export function teardown() { console.log('torn down'); }
`;

const requestOf = (directory: string, route: string) => ({
  directory,
  files: { 'script.ts': script },
  env: { TARGET_URL: target.url, ROUTE: route },
});

describe('a results directory that cannot be written', () => {
  it('because a file is in its place stops the run before anything starts', async () => {
    const directory = makeDirectory();
    writeFileSync(join(directory, '.loadtest'), 'not a directory');
    const { exitCode, stdout, stderr, survivors } = await cli(
      ['run', 'script.ts'],
      requestOf(directory, '/file'),
    );

    expect(stderr).toMatch(
      /^error: cannot write ".*\.loadtest\/runs\/.*": ENOTDIR.*\nhint: .*resultsDir.*\n$/,
    );
    expect({ exitCode, stdout, survivors }).toEqual({ exitCode: 3, stdout: '', survivors: [] });
    expect(target.hits.get('/file')).toBeUndefined();
  });

  it('because there is no room for the plan stops the run before anything starts, and leaves nothing', async () => {
    const directory = makeDirectory();
    // One block of 512 bytes is less than any plan.
    const through = ['/bin/sh', '-c', 'ulimit -f 1; exec "$@"', 'sh'];
    const request = { ...requestOf(directory, '/room'), through };
    const { exitCode, stdout, stderr, survivors } = await cli(['run', 'script.ts'], request);

    expect(stderr).toMatch(/^error: cannot write ".*\/plan\.json": EFBIG.*\nhint: make room.*\n$/);
    expect({ exitCode, stdout, survivors }).toEqual({ exitCode: 3, stdout: '', survivors: [] });
    expect(target.hits.get('/room')).toBeUndefined();
    expect(runIds(directory)).toEqual([]);
  });
});

describe.each(fullDisks)('a disk that is full in mid-run: $name', (disk) => {
  it('stops the load, and the next command makes a result of what was written', async () => {
    const directory = makeDirectory();
    disk.prepare(directory);
    try {
      const running = startCli(['run', 'script.ts'], requestOf(directory, '/mid'));
      await running.says(/^load /m);
      const journal = join(runDirectory(directory), 'series.ndjson');
      await until(() => statSync(journal).size > 0, 20_000);
      disk.fill(running);
      const { exitCode, stderr, survivors } = await running.outcome;

      expect(stderr).toMatch(/^error: cannot write ".*": (ENOSPC|EFBIG).*\nhint: make room.*\n$/m);
      expect(stderr).toContain('torn down');
      expect({ exitCode, survivors }).toEqual({ exitCode: 3, survivors: [] });
      expect(
        filesOf(runDirectory(directory)).filter((file) => /part$|result\.json|report/.test(file)),
      ).toEqual([]);

      disk.free(directory);
      const listed = await cli(['runs', 'list', '--json'], { directory });
      expect(JSON.parse(listed.stdout)).toMatchObject([
        { verdict: 'fail', validity: 'invalid', exitCode: 4 },
      ]);
      expect(countOf(resultOf(directory), 'http_reqs')).toBeGreaterThan(0);
    } finally {
      disk.release(directory);
    }
  });
});

describe('two runs at once', () => {
  it('in one directory have their own ids, ports and results', async () => {
    const directory = makeDirectory();
    const argv = ['run', 'smoke', '--iterations', '20', '--vus', '2', '--workers', '2', '--json'];
    const both = [cli(argv, { directory }), cli(argv, { directory })];
    const outcomes = await Promise.all(both);

    for (const { exitCode, stderr, survivors } of outcomes) {
      expect({ exitCode, survivors }, stderr).toEqual({ exitCode: 0, survivors: [] });
    }
    const results = outcomes.map(({ stdout }) => JSON.parse(stdout));
    expect(results.map(({ runId }) => runId).sort()).toEqual(runIds(directory));
    // Each has a sample API of its own, and nothing of the other's load.
    for (const { requests } of results) {
      expect(requests.map(({ count }: { count: number }) => count)).toEqual([20, 20, 20, 20]);
    }
  });
});

describe('the retention', () => {
  it('removes older results after a run, but not the tagged ones', async () => {
    const directory = makeDirectory();
    const files = {
      'script.ts': 'export const options = { iterations: 1 };\nexport default function () {}\n',
      'loadtest.config.json': JSON.stringify({ retention: { maxRuns: 1 } }),
    };
    const run = async () => {
      const before = runIds(directory);
      const { exitCode, stderr } = await cli(['run', 'script.ts'], { directory, files });
      expect(exitCode, stderr).toBe(0);
      const [id = ''] = runIds(directory).filter((each) => !before.includes(each));
      return { id, stderr };
    };
    const tagged = await run();
    await cli(['runs', 'tag', 'latest', 'baseline'], { directory });
    const older = await run();
    const newer = await run();

    expect(newer.stderr).toContain(`removed ${older.id}, which is past the configured retention\n`);
    expect(runIds(directory)).toEqual([tagged.id, newer.id].sort());
  });
});
