import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countOf, filesOf, makeDirectory, resultOf, runDirectory, startCli, until } from './harness.ts';
import { isAlive } from './marked-processes.ts';

/** Runs for a minute, unless somebody stops it; nothing needs to answer. */
const longScript = `
import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '60s' };
export function setup() { console.log('set up'); }
export default function () {
  http.get(__ENV.TARGET_URL);
  sleep(0.05);
  if (__ITER === 5) console.log('under load');
}
export function teardown() { console.log('torn down'); }
`;

/** The script and a configuration whose commands leave a trace. */
const config = (more: object = {}) => ({
  'script.ts': longScript,
  'loadtest.config.json': JSON.stringify({ cleanup: ['touch cleaned-up'], ...more }),
});

/** What is left in the directory of a run that has come to its end. */
const finishedFiles = [
  'bundle.tar',
  'log.ndjson',
  'plan.json',
  'report.html',
  'result.json',
  'series.ndjson.gz',
];

describe('the first interrupt of a run under load', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops the load, tears down, cleans up and reports',
    async (signal) => {
      const cli = startCli(['run', 'script.ts', '--workers', '2'], {
        files: config(),
        env: { TARGET_URL: 'http://127.0.0.1:1' },
      });
      await cli.says('under load');
      const started = cli.processes();
      expect(started.map(({ command }) => command).join('\n')).toMatch(/k6.* run /);
      cli.signal(signal);
      const { exitCode, stdout, stderr, directory, survivors } = await cli.outcome;

      expect(stderr).toContain(`${signal}: stopping the load, then reporting; once more ends everything`);
      expect(stderr).toContain('torn down');
      expect(stdout).toContain(`The run was interrupted: ${signal}`);
      expect(exitCode).toBe(105);
      const result = resultOf(directory);
      expect(result).toMatchObject({ exitCode: 105, end: { by: 'user', message: signal } });
      expect(countOf(result, 'iterations')).toBeGreaterThanOrEqual(6);
      expect(existsSync(join(directory, 'cleaned-up'))).toBe(true);
      expect(filesOf(runDirectory(directory))).toEqual(finishedFiles);
      expect({ survivors, alive: started.filter(({ pid }) => isAlive(pid)) }).toEqual({
        survivors: [],
        alive: [],
      });
    },
  );
});

describe('the second interrupt', () => {
  it('ends everything at once, whatever the script is about to do', async () => {
    const stubborn = longScript.replace("console.log('torn down')", "console.log('tearing down'); sleep(50)");
    const cli = startCli(['run', 'script.ts'], {
      files: { ...config(), 'script.ts': stubborn },
      env: { TARGET_URL: 'http://127.0.0.1:1' },
    });
    await cli.says('under load');
    const started = cli.processes();
    cli.signal('SIGINT');
    await cli.says('tearing down');
    const killedMs = performance.now();
    cli.signal('SIGINT');
    const { exitCode, stderr, directory, survivors } = await cli.outcome;

    expect(performance.now() - killedMs).toBeLessThan(5_000);
    expect(stderr).toContain('SIGINT: ending everything');
    expect(exitCode).toBe(105);
    expect(resultOf(directory)).toMatchObject({ exitCode: 105, validity: { level: 'invalid' } });
    expect(existsSync(join(directory, 'cleaned-up'))).toBe(false);
    expect({ survivors, alive: started.filter(({ pid }) => isAlive(pid)) }).toEqual({
      survivors: [],
      alive: [],
    });
  });
});

describe('an interrupt before the load', () => {
  it('during prepare ends the command, and no target is started', async () => {
    const directory = makeDirectory();
    const target = { command: 'touch started', url: 'http://127.0.0.1:1/' };
    const cli = startCli(['run', 'script.ts'], {
      directory,
      files: config({ prepare: ["trap '' TERM; touch preparing; sleep 300 & sleep 300"], target }),
    });
    await until(() => existsSync(join(directory, 'preparing')), 30_000);
    cli.signal('SIGINT');
    const { exitCode, stdout, stderr, survivors } = await cli.outcome;

    expect(stderr).toMatch(/^error: interrupted during prepare\n$/m);
    expect({ exitCode, stdout, survivors }).toEqual({ exitCode: 105, stdout: '', survivors: [] });
    expect(resultOf(directory)).toMatchObject({ end: { by: 'user' }, workers: [], exitCode: 105 });
    expect(existsSync(join(directory, 'started'))).toBe(false);
  });

  it('before the workers are ready stops them, and sends nothing', async () => {
    const slow = `${longScript}\nif (__VU > 0) for (const until = Date.now() + 20000; Date.now() < until; );\n`;
    const cli = startCli(['run', 'script.ts', '--workers', '2'], {
      files: { ...config(), 'script.ts': slow },
      env: { TARGET_URL: 'http://127.0.0.1:1' },
    });
    await cli.says(/^start /m);
    await until(() => cli.processes().some(({ command }) => / run --paused /.test(command)), 20_000);
    cli.signal('SIGINT');
    const { exitCode, stderr, directory, durationMs, survivors } = await cli.outcome;

    expect({ exitCode, survivors }, stderr).toEqual({ exitCode: 105, survivors: [] });
    expect(durationMs).toBeLessThan(15_000);
    expect(stderr).not.toContain('set up');
    expect(resultOf(directory)).toMatchObject({ end: { by: 'user' }, durationMs: 0, exitCode: 105 });
  });

  it('during setup does not wait for its end', async () => {
    const slow = longScript.replace("console.log('set up')", "console.log('setting up'); sleep(50)");
    const cli = startCli(['run', 'script.ts'], {
      files: { ...config(), 'script.ts': slow },
      env: { TARGET_URL: 'http://127.0.0.1:1' },
    });
    await cli.says('setting up');
    cli.signal('SIGINT');
    const { exitCode, stderr, directory, durationMs, survivors } = await cli.outcome;

    expect({ exitCode, survivors }, stderr).toEqual({ exitCode: 105, survivors: [] });
    expect(durationMs).toBeLessThan(15_000);
    expect(resultOf(directory)).toMatchObject({ end: { by: 'user' }, durationMs: 0, exitCode: 105 });
  });
});
