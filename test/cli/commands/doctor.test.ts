import { describe, expect, it } from 'vitest';
import { k6Finding, nodeFinding } from '../../../cli/doctor/findings.ts';
import type { K6Explanation } from '../../../runner/k6/explain.ts';
import { cli } from '../harness.ts';

const k6 = process.env.LOADTEST_K6 ?? '';

describe('doctor', () => {
  it('finds all that a run needs', async () => {
    const { exitCode, stdout } = await cli(['doctor'], { env: { LOADTEST_K6: k6 } });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^ok +node +\d+\.\d+\.\d+\nok +k6 +2\.\d+\.\d+ at .* \(LOADTEST_K6\)\nnote +configuration +none/,
    );
  });

  it('gives the same as JSON', async () => {
    const { stdout, stderr } = await cli(['doctor', '--json'], { env: { LOADTEST_K6: k6 } });
    expect(stderr).toBe('');
    const { findings, exitCode } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(findings.map(({ name }: { name: string }) => name)).toEqual([
      'node',
      'k6',
      'configuration',
      'results',
    ]);
  });

  it('ends with exit 3 when something is missing, and goes on looking', async () => {
    const { exitCode, stdout } = await cli(['doctor'], {
      env: { LOADTEST_K6: '/nowhere/k6' },
      files: { 'loadtest.config.yaml': 'workers: 0\n' },
    });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^missing +k6 .*\/nowhere\/k6/m);
    expect(stdout).toMatch(/^missing +configuration +.*loadtest\.config\.yaml:1 workers must be > 0, got 0/m);
    expect(stdout).toMatch(/^ok +results/m);
  });

  it('finds a results directory that cannot be made', async () => {
    const files = { 'loadtest.config.yaml': 'resultsDir: file/runs\n', file: 'in the way' };
    const { exitCode, stdout } = await cli(['doctor'], { env: { LOADTEST_K6: k6 }, files });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^missing +results .*file\/runs/m);
  });
});

describe('node', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
    ['20.18.3', 'missing'],
    ['18.20.0', 'missing'],
  ])('%s is %s', (version, state) => {
    expect(nodeFinding(version).state).toBe(state);
  });
});

describe('k6 that is not there', () => {
  const nothing: K6Explanation = {
    accepted: '>= 2.2.0 and < 3',
    providedVersion: '2.2.0',
    places: [{ origin: 'LOADTEST_K6', state: 'missing', reason: 'not set', description: 'not set' }],
    chosen: null,
    cachePath: '/cache/k6',
    archiveUrl: 'https://example.com/k6.tar.gz',
    go: { usable: true, version: '1.25.1' },
  };
  const noGo = { usable: false, reason: 'there is no go on PATH' } as const;
  it.each([
    ['is downloaded', nothing, false, 'note', 'the first run gets it from https://example.com/k6.tar.gz'],
    [
      'is built where there is no release',
      { ...nothing, archiveUrl: null },
      false,
      'note',
      'the first run builds it with go 1.25.1',
    ],
    [
      'is missing where there is neither',
      { ...nothing, archiveUrl: null, go: noGo },
      false,
      'missing',
      'there is no go on PATH',
    ],
    ['is missing when offline', nothing, true, 'missing', 'install k6 v2.2.0'],
  ])('%s', (_, explanation, offline, state, hint) => {
    expect(k6Finding(explanation, offline)).toMatchObject({ state, hint: expect.stringContaining(hint) });
  });
});
