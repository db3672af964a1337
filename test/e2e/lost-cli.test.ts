import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cli,
  filesOf,
  makeDirectory,
  type RunningCli,
  resultOf,
  runDirectory,
  runIds,
  startCli,
  until,
} from './harness.ts';
import { isAlive } from './marked-processes.ts';

const goneWithinMs = 15_000;

const recoveredFiles = ['bundle.tar', 'log.ndjson', 'plan.json', 'result.json', 'series.ndjson.gz'];

/** A run of the smoke scenario with its sample API, and a directory for temporary files to look into. */
function startSmoke(...flags: readonly string[]): RunningCli {
  const directory = makeDirectory();
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  return startCli(['run', 'smoke', ...flags], { directory, env: { TMPDIR: temporary } });
}

const journalOf = (directory: string) => join(runDirectory(directory), 'series.ndjson');

/** Iterations in the whole lines of a journal. */
function iterationsIn(journal: string): number {
  return readFileSync(journal, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .filter(({ metric }) => metric === 'iterations')
    .reduce((sum, { delta }) => sum + delta, 0);
}

/** How many readings of the server's CPU lie on disk. */
function secondsObservedIn(directory: string): number {
  const observed = readFileSync(join(runDirectory(directory), 'observed.ndjson'), 'utf8');
  return observed.match(/"cpu_cores".*"points":\[\[/g)?.length ?? 0;
}

describe('a loadtest that is killed under load', () => {
  it('leaves no process, and the next command makes a result of its journal', async () => {
    const running = startSmoke('--workers', '2', '--duration', '60s');
    const { directory } = running;
    await running.says(/^load /m);
    await until(() => iterationsIn(journalOf(directory)) > 0, 20_000);
    await until(() => secondsObservedIn(directory) >= 2, 20_000);
    const started = running.processes();
    running.signal('SIGKILL');
    expect(await running.outcome).toMatchObject({ signal: 'SIGKILL' });

    await until(() => running.processes().length === 0, goneWithinMs);
    const commands = started.map(({ command }) => command);
    expect(commands.filter((command) => command.includes('worker/main'))).toHaveLength(2);
    expect(commands.filter((command) => command.includes(' run --paused '))).toHaveLength(2);
    expect(commands.filter((command) => command.includes('sample-api/main'))).toHaveLength(1);
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(filesOf(join(directory, 'tmp'))).toEqual([]);
    expect(existsSync(join(runDirectory(directory), 'result.json'))).toBe(false);

    const iterations = iterationsIn(journalOf(directory));
    const listed = await cli(['runs', 'list', '--json'], { directory });
    expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(listed.stdout)).toMatchObject([{ verdict: 'fail', validity: 'invalid', exitCode: 4 }]);
    expect(filesOf(runDirectory(directory))).toEqual(recoveredFiles);
    const result = resultOf(directory);
    expect(result).toMatchObject({
      end: { by: 'failure' },
      exitCode: 4,
      metrics: { iterations: { count: iterations } },
    });
    const cpu = result.observed.find(
      ({ resource, metric }) => resource === 'sample-api' && metric === 'cpu_cores',
    );
    expect(cpu?.points.length).toBeGreaterThan(1);
    expect(result.validity.reasons).toMatchObject([{ code: 'coordinator-lost', level: 'invalid' }]);
    expect(result.workers).toHaveLength(2);

    const shown = await cli(['runs', 'show', 'latest'], { directory });
    expect(shown.stdout).toContain('The coordinator ended before the run did');
    const reported = await cli(['report', 'latest', '--format', 'csv'], { directory });
    expect(reported.stdout.trimEnd().split('\n').length).toBeGreaterThan(1);
  });

  it('before its load has a result that says so', async () => {
    const running = startSmoke('--workers', '2', '--duration', '60s');
    await running.says(/^start /m);
    running.signal('SIGKILL');
    await running.outcome;
    await until(() => running.processes().length === 0, goneWithinMs);

    const { directory } = running;
    const shown = await cli(['runs', 'show', 'latest'], { directory });
    expect(shown.exitCode, shown.stderr).toBe(0);
    const { validity, durationMs, exitCode } = resultOf(directory);
    expect({ durationMs, exitCode }).toEqual({ durationMs: 0, exitCode: 4 });
    expect(validity.reasons.map(({ code }) => code)).toEqual(['no-iterations', 'coordinator-lost']);
    expect(filesOf(join(directory, 'tmp'))).toEqual([]);
  });
});

describe('a run that is under way', () => {
  it('is left alone by other commands', async () => {
    const running = startSmoke('--duration', '60s');
    const { directory } = running;
    await running.says(/^load /m);
    const [id = ''] = runIds(directory);

    const listed = await cli(['runs', 'list', '--json'], { directory });
    expect(JSON.parse(listed.stdout)).toEqual([expect.not.objectContaining({ verdict: expect.anything() })]);
    const shown = await cli(['runs', 'show', id], { directory });
    expect(shown).toMatchObject({ exitCode: 2, stderr: `error: run "${id}" is still under way\n` });
    const removed = await cli(['runs', 'rm', id], { directory });
    expect(removed).toMatchObject({
      exitCode: 2,
      stderr: `error: run "${id}" is still under way\nhint: stop it first\n`,
    });

    running.signal('SIGINT');
    expect(await running.outcome).toMatchObject({ exitCode: 105, survivors: [] });
    expect(resultOf(directory)).toMatchObject({ end: { by: 'user' } });
  });
});
