import { describe, expect, it } from 'vitest';
import { countOf, type RunningCli, resultOf, startCli } from './harness.ts';
import { isAlive, type MarkedProcess } from './marked-processes.ts';

const script = (durationSec: number) => `
import { sleep } from 'k6';
export const options = { vus: 4, duration: '${durationSec}s' };
export default function () { sleep(0.05); }
export function teardown() { console.log('torn down'); }
`;

/** Two workers of two virtual users each, under load. */
async function startTwoWorkers(durationSec: number, ...flags: readonly string[]): Promise<RunningCli> {
  const files = { 'script.ts': script(durationSec) };
  const running = startCli(['run', 'script.ts', '--workers', '2', ...flags], { files });
  await running.says(/^load /m);
  return running;
}

/** The k6 of the second worker. */
const k6Of = (processes: readonly MarkedProcess[]) =>
  processes.find(({ command }) => / run --paused .*--execution-segment=1\/2:1 /.test(command));

/** A supervisor. */
const supervisorOf = (processes: readonly MarkedProcess[]) =>
  processes.find(({ command }) => command.includes('worker/main'));

function kill(victim: MarkedProcess | undefined): void {
  if (!victim) throw new Error('no such process');
  process.kill(victim.pid, 'SIGKILL');
}

describe('a worker whose k6 is killed', () => {
  it('ends the run by default: teardown, result and reason as usual', async () => {
    const running = await startTwoWorkers(60);
    const started = running.processes();
    kill(k6Of(started));
    const { exitCode, stdout, stderr, directory, durationMs, survivors } = await running.outcome;

    expect(durationMs).toBeLessThan(25_000);
    expect(stderr).toContain('torn down');
    expect(stdout).toMatch(/a worker was lost: worker 1: k6 ended by\s+SIGKILL/);
    const { end, validity, workers } = resultOf(directory);
    expect(end).toEqual({ by: 'lost-worker', message: 'worker 1: k6 ended by SIGKILL' });
    expect(validity.reasons).toContainEqual(
      expect.objectContaining({ code: 'worker-lost', level: 'invalid', observed: 1 }),
    );
    expect(workers.map(({ lost }) => lost)).toEqual([null, 'k6 ended by SIGKILL']);
    expect({ exitCode, survivors }).toEqual({ exitCode: 4, survivors: [] });
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });

  it('with "continue" leaves its share of the load out, which makes the result invalid', async () => {
    const running = await startTwoWorkers(3, '--lost-worker', 'continue');
    kill(k6Of(running.processes()));
    const { exitCode, directory, survivors } = await running.outcome;

    const result = resultOf(directory);
    const { end, validity, workers, durationMs } = result;
    expect({ end, exitCode, survivors }).toEqual({ end: { by: 'schedule' }, exitCode: 4, survivors: [] });
    expect(validity.reasons).toContainEqual(
      expect.objectContaining({ code: 'worker-lost', level: 'invalid' }),
    );
    expect(workers.map(({ lost }) => lost)).toEqual([null, 'k6 ended by SIGKILL']);
    expect(durationMs).toBeGreaterThan(2_900);
    // Two virtual users of 20 iterations a second each are left, for three seconds.
    expect(countOf(result, 'iterations')).toBeGreaterThan(60);
  });

  it('with "continue" and no other worker left ends the run', async () => {
    const running = await startTwoWorkers(60, '--lost-worker', 'continue');
    for (const victim of running.processes().filter(({ command }) => command.includes(' run --paused ')))
      kill(victim);
    const { exitCode, directory, survivors } = await running.outcome;

    expect(resultOf(directory).end).toEqual({
      by: 'lost-worker',
      message: 'worker 0: k6 ended by SIGKILL; worker 1: k6 ended by SIGKILL',
    });
    expect({ exitCode, survivors }).toEqual({ exitCode: 4, survivors: [] });
  });
});

describe('a worker whose supervisor is killed', () => {
  it.each(['abort', 'continue'])('takes its k6 with it, and is lost (%s)', async (policy) => {
    const running = await startTwoWorkers(3, '--lost-worker', policy);
    const started = running.processes();
    kill(supervisorOf(started));
    const { exitCode, directory, survivors } = await running.outcome;

    const { end, validity, workers } = resultOf(directory);
    expect(end.by).toBe(policy === 'abort' ? 'lost-worker' : 'schedule');
    expect(validity.reasons).toContainEqual(
      expect.objectContaining({ code: 'worker-lost', level: 'invalid' }),
    );
    expect(workers.filter(({ lost }) => lost !== null)).toMatchObject([
      { lost: 'its supervisor ended by SIGKILL' },
    ]);
    expect({ exitCode, survivors }).toEqual({ exitCode: 4, survivors: [] });
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });
});

describe('a worker that never becomes ready', () => {
  it.each([
    [
      'because its init takes too long',
      'if (__VU > 0) for (const until = Date.now() + 30000; Date.now() < until; );',
      '2',
    ],
    ['because there are too many virtual users', '', '20000'],
  ])('%s is given up, with its state', async (_, init, vus) => {
    const files = { 'script.ts': `${init}\n${script(60)}` };
    const flags = ['--vus', vus, '--workers', '2', '--ready-timeout', '2s'];
    const { exitCode, stdout, stderr, directory, durationMs, survivors } = await startCli(
      ['run', 'script.ts', ...flags],
      { files },
    ).outcome;

    expect(stderr).toMatch(
      /^error: not ready after 2 s: (worker [01] is initialising(, )?)+\nhint: .*--ready-timeout\n$/m,
    );
    expect({ exitCode, stdout, survivors }).toEqual({ exitCode: 3, stdout: '', survivors: [] });
    expect(durationMs).toBeLessThan(30_000);
    expect(resultOf(directory)).toMatchObject({ failure: { code: 'WORKER_NOT_READY' }, durationMs: 0 });
  });
});
