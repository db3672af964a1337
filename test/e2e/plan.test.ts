import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlanSchema } from '../../core/records/index.ts';
import { cli, filesOf, makeDirectory } from './harness.ts';
import { startTargetServer, type TargetServer } from './target-server.ts';

let target: TargetServer;
beforeAll(async () => {
  target = await startTargetServer();
});
afterAll(() => target.close());

const script = (options: string) => `
import http from 'k6/http';
export const options = ${options};
export default function () { http.get(__ENV.TARGET_URL); }
`;

describe('--dry-run', () => {
  it('prints the plan, and starts nothing', async () => {
    const directory = makeDirectory();
    const files = {
      'script.ts': script("{ vus: 4, duration: '1s' }"),
      'loadtest.config.json': JSON.stringify({
        prepare: ['touch prepared'],
        target: { command: 'touch started', url: target.url },
      }),
    };
    const argv = [
      'run',
      'script.ts',
      '--workers',
      '2',
      '--rate',
      '20/s',
      '--duration',
      '3s',
      '-e',
      'TOKEN=hush',
      '--dry-run',
    ];
    const { exitCode, stdout, stderr, survivors } = await cli(argv, { directory, files });

    expect({ exitCode, survivors }).toEqual({ exitCode: 0, survivors: [] });
    expect(stderr).toBe(
      'scenario "default": 1/2 of the rate on each worker; 200 virtual users at most, 100 on each of 2 workers\n',
    );
    const plan = runPlanSchema.parse(JSON.parse(stdout));
    expect(plan).toMatchObject({
      scenario: { name: 'script', file: 'script.ts' },
      loadFrom: 'flags',
      loadModel: 'open',
      workers: 2,
      segments: ['0:1/2', '1/2:1'],
      envNames: ['TOKEN'],
      options: { scenarios: { default: { executor: 'constant-arrival-rate', duration: '3s' } } },
    });
    expect(stdout).not.toContain('hush');
    expect(filesOf(directory)).toEqual(['loadtest.config.json', 'script.ts']);
    expect(target.hits.size).toBe(0);
  });

  it.each([
    ['{}', 1_000],
    ["{ duration: '1s' }", 31_000],
    ['{ iterations: 3 }', 600_000],
    ["{ stages: [{ duration: '1s', target: 2 }] }", 31_000],
    ["{ scenarios: { a: { executor: 'shared-iterations', iterations: 1, maxDuration: '5s' } } }", 35_000],
  ])('takes options as k6 run takes them: %s', async (options, atLeastMs) => {
    const { exitCode, stdout, stderr } = await cli(['run', 'script.ts', '--dry-run'], {
      files: { 'script.ts': script(options) },
    });

    expect(exitCode, stderr).toBe(0);
    expect(runPlanSchema.parse(JSON.parse(stdout)).maxDurationMs).toBeGreaterThanOrEqual(atLeastMs);
  });
});

describe('--explain', () => {
  it('says where each value comes from, and starts nothing', async () => {
    const directory = makeDirectory();
    const files = {
      'loadtest.config.yaml': 'workers: 2\nlostWorker: continue\nprofiles:\n  big:\n    workers: 3\n',
    };
    const { exitCode, stdout, stderr, survivors } = await cli(
      ['run', 'whatever', '--profile', 'big', '--lost-worker', 'abort', '--explain'],
      { directory, files, env: { LOADTEST_OFFLINE: '1' } },
    );

    expect({ exitCode, stderr, survivors }).toEqual({ exitCode: 0, stderr: '', survivors: [] });
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'workers = 3 (profile "big")',
        'lostWorker = "abort" (flag --lost-worker)',
        'k6.offline = true (env LOADTEST_OFFLINE)',
        'resultsDir = ".loadtest/runs" (default)',
      ]),
    );
    expect(filesOf(directory)).toEqual(['loadtest.config.yaml']);
  });
});
