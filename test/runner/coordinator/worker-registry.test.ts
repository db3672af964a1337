import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WorkerRegistry, wordsOfExit } from '../../../runner/coordinator/worker-registry.ts';

const registration = { address: '127.0.0.1:1', host: 'here' };
const exit = { exceptions: {}, exitCode: 0, signal: null, logTail: '' };

function registered(): WorkerRegistry {
  const registry = new WorkerRegistry(2);
  registry.register(0, registration, 100);
  return registry;
}

describe('a worker', () => {
  it('starts once: a second registration is refused and changes nothing', () => {
    const registry = registered();
    expect(registry.register(0, { ...registration, host: 'elsewhere' }, 200)).toBe(
      'worker 0 has already started; a segment never starts twice',
    );
    expect(registry.workers[0]).toMatchObject({ registration, lastHeardMs: 100 });
  });

  it('is heard of by its heartbeats, each of which is kept with its time', () => {
    const registry = registered();
    const usage = (cpuSeconds: number) => ({ cpuSeconds, memoryBytes: 1 });
    registry.heartbeat(0, { pid: 7, usage: usage(1), exceptions: { a: 1 } }, 1_100);
    registry.heartbeat(0, { exceptions: { a: 2 } }, 2_100);
    registry.exit(0, { ...exit, usage: usage(3), exceptions: { a: 3 } }, 3_100);
    expect(registry.workers[0]).toMatchObject({
      pid: 7,
      lastHeardMs: 3_100,
      exceptions: { a: 3 },
      usage: [
        { atMs: 1_100, usage: usage(1) },
        { atMs: 3_100, usage: usage(3) },
      ],
    });
  });

  it('is lost for its first reason, and not any more once it has reported its exit', () => {
    const registry = registered();
    registry.lose(1, 'first');
    registry.lose(1, 'second');
    registry.exit(0, exit, 1);
    registry.lose(0, 'too late');
    expect(registry.workers.map(({ lost }) => lost)).toEqual([undefined, 'first']);
  });

  it('may have a note of its platform', () => {
    const registry = registered();
    registry.note({ 1: 'ImagePullBackOff', 9: 'nobody' });
    expect(registry.workers.map(({ note }) => note)).toEqual([undefined, 'ImagePullBackOff']);
  });

  it('that does not exist is a mistake of the caller', () => {
    expect(() => registered().heartbeat(2, { exceptions: {} }, 1)).toThrow(RangeError);
  });
});

describe('waiting for a change', () => {
  const ctx = {
    sleep: (durationMs: number, signal?: AbortSignal) =>
      delay(durationMs, undefined, signal && { signal }).catch(() => undefined),
  };

  it('ends at the change, for everybody who waits', async () => {
    const registry = new WorkerRegistry(1);
    const waits = [registry.nextChange(ctx, 60_000), registry.nextChange(ctx, 60_000)];
    registry.register(0, registration, 1);
    await Promise.all(waits);
  });

  it('ends without one when its time is over', async () => {
    await new WorkerRegistry(1).nextChange(ctx, 5);
  });

  it('leaves nothing behind, however often it is done', async () => {
    const registry = new WorkerRegistry(1);
    let open = 0;
    const counting = {
      async sleep(durationMs: number, signal?: AbortSignal) {
        open += 1;
        await ctx.sleep(durationMs, signal);
        open -= 1;
      },
    };
    const waits = Array.from({ length: 100 }, () => registry.nextChange(counting, 60_000));
    expect(open).toBe(100);
    registry.changed();
    await Promise.all(waits);
    expect(open).toBe(0);
  });
});

describe('the end of a k6 in words', () => {
  const log = (msg: string) => JSON.stringify({ level: 'error', msg });
  it.each([
    ['its exit code', { exitCode: 3 }, 'k6 ended by exit code 3'],
    ['its signal', { exitCode: null, signal: 'SIGKILL' }, 'k6 ended by SIGKILL'],
    [
      'that it did not start',
      { exitCode: null, logTail: 'spawn k6 ENOENT' },
      'k6 did not start: spawn k6 ENOENT',
    ],
    [
      'the headline of the last that it logged',
      { exitCode: 255, logTail: `${log('first')}\n${log('GoError: last\n\tat a')}\n` },
      'k6 ended by exit code 255: last',
    ],
  ])('says %s', (_, report, words) => {
    expect(wordsOfExit({ ...exit, ...report })).toBe(words);
  });
});
