import { describe, expect, it } from 'vitest';
import type { RunPhase } from '../../../core/active-run.ts';
import type { GuardDecision } from '../../../core/records/index.ts';
import { run, type Scene } from './coordinated-run.ts';
import { errorBody } from './fake-worker.ts';

const stopped = 'PATCH status {"data":{"type":"status","id":"default","attributes":{"stopped":true}}}';
const started = 'PATCH status {"data":{"type":"status","id":"default","attributes":{"paused":false}}}';

describe('a run to its end', () => {
  it('sets up once, hands the data to all, starts all, and tears down once', async () => {
    const { calls, end, failure, phases } = await run({ workers: [{ loadMs: 300 }, { loadMs: 400 }] });
    expect([end, failure]).toEqual([{ by: 'schedule' }, undefined]);
    expect(calls).toEqual([
      ['POST setup', 'PUT setup {"from":"setup"}', started, 'POST teardown'],
      ['PUT setup {"from":"setup"}', started],
    ]);
    expect(phases).toEqual(['start', 'setup', 'load', 'teardown', 'finish']);
  });

  it('lasts from the unpause to the last iteration of the slowest worker', async () => {
    const { durationMs, workers } = await run({ workers: [{ loadMs: 200 }, { loadMs: 600 }] });
    expect(durationMs).toBeGreaterThanOrEqual(600);
    expect(durationMs).toBeLessThan(1_500);
    expect(workers.map(({ complete, lost }) => [complete, lost])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
  });

  it.each([
    ['nothing as nothing', '{}', 'PUT setup'],
    ['null as null', '{"data":null}', 'PUT setup null'],
  ])('hands on that setup gives %s', async (_, attributes, handedOn) => {
    const setup = async () => [200, `{"data":{"attributes":${attributes}}}`] as const;
    const { calls } = await run({ workers: [{ setup, loadMs: 100 }] });
    expect(calls[0]?.slice(0, 2)).toEqual(['POST setup', handedOn]);
  });
});

describe('a reason to stop', () => {
  it('is the user, who is obeyed at once, after which teardown still runs', async () => {
    const { calls, end, durationMs } = await run({
      workers: [{}, {}],
      onPhase: (phase, { stop }) => phase === 'load' && stop('SIGINT'),
    });
    expect(end).toEqual({ by: 'user', message: 'SIGINT' });
    expect(durationMs).toBeLessThan(1_000);
    expect(calls.map((one) => one.at(-1))).toEqual(['POST teardown', stopped]);
  });

  it('is the user during the start: nothing is set up, started or torn down', async () => {
    const { calls, end } = await run({
      workers: [{ ready: 1 }],
      onPhase: (phase, { stop }) => phase === 'start' && setTimeout(() => stop('SIGINT'), 100),
    });
    expect([end.by, calls]).toEqual(['user', [[]]]);
  });

  it('is the user during setup: that ends, and no load begins', async () => {
    const setup = () => new Promise<never>(() => undefined);
    const { calls, end, failure, originMs } = await run({
      workers: [{ setup }],
      onPhase: (phase, { stop }) => phase === 'setup' && setTimeout(() => stop('SIGINT'), 100),
    });
    expect([end.by, failure, originMs]).toEqual(['user', undefined, undefined]);
    expect(calls).toEqual([['POST setup']]);
  });

  it('is the script that aborts the test on one worker, which stops the others', async () => {
    const { calls, end } = await run({ workers: [{ loadMs: 200, ended: 10 }, {}] });
    expect(end.by).toBe('script');
    expect(calls[1]).toContain(stopped);
  });

  it('is not that the script marked the test as failed: it ran to its end', async () => {
    const { end } = await run({ workers: [{ loadMs: 200, ended: 11 }] });
    expect(end.by).toBe('schedule');
  });

  it('is a worker whose k6 ends early', async () => {
    const logTail = '{"level":"error","msg":"out of memory"}';
    const { end, calls, workers } = await run({
      workers: [{}, {}],
      onPhase: (phase, { workers: [first], address }) =>
        phase === 'load' && void first?.leave(address, { exitCode: null, signal: 'SIGKILL', logTail }),
    });
    expect(end).toEqual({ by: 'lost-worker', message: 'worker 0: k6 ended by SIGKILL: out of memory' });
    expect(calls[1]).toContain('POST teardown');
    expect(workers[0]?.lost).toBe('k6 ended by SIGKILL: out of memory');
  });

  it('is not a lost worker when the others are to continue, unless it was the last', async () => {
    const policy = { plan: { lostWorkerPolicy: 'continue' as const } };
    const kill = (phase: RunPhase, { workers: [first], address }: Scene) =>
      phase === 'load' && void first?.leave(address, { exitCode: 3 });
    const one = await run({ workers: [{}, { loadMs: 500 }], ...policy, onPhase: kill });
    expect([one.end.by, one.workers[0]?.lost]).toEqual(['schedule', 'k6 ended by exit code 3']);
    const all = await run({ workers: [{}], ...policy, onPhase: kill });
    expect(all.end.by).toBe('lost-worker');
  });

  it('is a worker that nothing is heard of, and its k6 is stopped if it can be', async () => {
    const { end, calls } = await run({
      workers: [{ heartbeats: false, leaves: false }],
      deadlines: { silentMs: 300, leaveMs: 200 },
    });
    expect(end).toEqual({ by: 'lost-worker', message: 'worker 0: no sign of life for 0.3 s' });
    expect(calls[0]).toContain(stopped);
  });

  it('is a load that does not end as planned, which is a failure', async () => {
    const { end, failure } = await run({
      options: {
        scenarios: { a: { executor: 'constant-vus', vus: 1, duration: '1s', gracefulStop: '0s' } },
      },
      workers: [{}],
      deadlines: { overrunMs: 200 },
    });
    expect([end.by, failure?.code]).toEqual(['failure', 'WORKER_FAILED']);
    expect(end.message).toBe('the load did not end within 1 s as planned');
  });

  it('is a threshold that is to abort the run', async () => {
    const { end, aborting } = await run({
      options: {
        vus: 1,
        duration: '10s',
        thresholds: { http_req_failed: [{ threshold: 'rate<0.1', abortOnFail: true }] },
      },
      workers: [{ failedOf10: 5 }],
    });
    expect(end).toEqual({ by: 'threshold', message: 'http_req_failed: rate<0.1' });
    expect(aborting?.expression).toBe('rate<0.1');
  });

  it('is an error storm', async () => {
    const guard: GuardDecision = {
      environment: 'local',
      allowed: [],
      blocked: [],
      hosts: [],
      errorStorm: { share: 0.9, windowMs: 1_000 },
    };
    const { end } = await run({ workers: [{ failedOf10: 10 }], plan: { guard } });
    expect(end).toEqual({ by: 'error-storm', message: '100 % of the requests failed for 1 s' });
  });

  it('is not held up by a worker whose k6 no longer answers', async () => {
    const { end, durationMs } = await run({
      workers: [{}, { loadMs: 200, ended: 10 }],
      onPhase: (phase, { workers: [first] }) => phase === 'load' && first?.hang(),
      deadlines: { leaveMs: 300 },
    });
    expect(end.by).toBe('script');
    expect(durationMs).toBeLessThan(9_000);
  });
});

describe('a run that does not come to its load', () => {
  it('says which workers are late, and what their platform says of them', async () => {
    const { failure, end } = await run({
      workers: [{ ready: 1 }, undefined, undefined],
      deadlines: { readyMs: 300, leaveMs: 300 },
      onPhase: (_, { registry }) => registry?.note({ 2: 'ImagePullBackOff' }),
    });
    expect([failure?.code, end.by]).toEqual(['WORKER_NOT_READY', 'failure']);
    expect(failure?.message).toBe(
      'not ready after 0.3 s: worker 0 is initialising, worker 1 has not registered, worker 2 has not registered (ImagePullBackOff)',
    );
  });

  it.each([
    [
      'the exception that init threw',
      { exitCode: 107, logTail: '{"level":"error","msg":"Error: no\\n\\tat file:///checkout.ts:3:5(1)"}' },
      { code: 'SCRIPT_EXCEPTION', message: 'scenario "checkout" throws in init: Error: no' },
    ],
    [
      'a port that was taken meanwhile, which is not the script',
      { exitCode: 106, logTail: '{"level":"error","msg":"listen tcp: address already in use"}' },
      { code: 'WORKER_FAILED', message: 'k6 failed: listen tcp: address already in use' },
    ],
    [
      'a k6 that cannot be run',
      { exitCode: null, logTail: 'spawn /no/k6 ENOENT' },
      {
        code: 'WORKER_FAILED',
        message: 'worker 0 is gone before the start: k6 did not start: spawn /no/k6 ENOENT',
      },
    ],
  ])('tells of %s', async (_, exit, expected) => {
    const { failure } = await run({
      workers: [{ ready: 1, exit }],
      onPhase: (phase, { workers: [first], address }) =>
        phase === 'start' && setTimeout(() => void first?.leave(address), 100),
    });
    expect(failure).toMatchObject(expected);
  });

  it('says that setup threw, and where; nothing is torn down', async () => {
    const detail = 'Error: no stock\n\tat setup (file:///shop/checkout.ts:7:9(4))';
    const { failure, calls } = await run({ workers: [{ setup: async () => [500, errorBody(detail)] }] });
    expect(failure).toMatchObject({
      code: 'SCRIPT_EXCEPTION',
      message: 'scenario "checkout" throws in setup: Error: no stock',
      places: [{ file: '/scenarios/shop/checkout.ts', line: 7 }],
    });
    expect(calls[0]).toEqual(['POST setup']);
  });

  it('does not blame the script for a worker that dies in setup', async () => {
    const { failure } = await run({
      workers: [{ setup: () => new Promise(() => undefined) }],
      onPhase: (phase, { workers: [first] }) => phase === 'setup' && setTimeout(() => first?.close(), 100),
      deadlines: { leaveMs: 200 },
    });
    expect(failure).toMatchObject({ code: 'WORKER_FAILED' });
    expect(failure?.message).toMatch(/^a worker failed in setup: /);
  });

  it('tears down what was set up when a worker does not start, and stops the others', async () => {
    const { failure, calls, end } = await run({ workers: [{}, { unpause: 500 }] });
    expect(failure).toMatchObject({ code: 'WORKER_FAILED' });
    expect(failure?.message).toMatch(/^worker 1 did not start: k6 answered \/v1\/status with 500: not now/);
    expect(end.by).toBe('failure');
    expect(calls[0]?.slice(-2)).toEqual([stopped, 'POST teardown']);
  });
});

describe('the end of a run', () => {
  it('keeps its reason when teardown throws too, and gives its error', async () => {
    const teardown = async () =>
      [500, errorBody('Error: left open\n\tat teardown (file:///checkout.ts:9:1(1))')] as const;
    const { end, failure } = await run({ workers: [{ loadMs: 100, teardown }] });
    expect(end).toEqual({ by: 'schedule' });
    expect(failure).toMatchObject({
      code: 'SCRIPT_EXCEPTION',
      message: 'scenario "checkout" throws in teardown: Error: left open',
    });
  });

  it('is not waited for longer than the workers have to leave', async () => {
    const { workers } = await run({ workers: [{ loadMs: 100, leaves: false }], deadlines: { leaveMs: 300 } });
    expect(workers[0]?.lost).toBe('did not leave when it was released');
  });

  it('leaves no timer and no listener behind', async () => {
    const count = () => process.getActiveResourcesInfo().filter((kind) => /Timeout|TCP/.test(kind)).length;
    const before = count();
    await run({ workers: [{ loadMs: 200 }, { loadMs: 200 }] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(count()).toBeLessThanOrEqual(before);
  });
});
