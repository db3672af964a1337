import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { archiveOf, recordingCoordinator } from '../../k8s/recording-coordinator.ts';

export interface SupervisorRequest {
  /** `host:port` of the coordinator. */
  readonly coordinator: string;
  readonly token: string;
  /** The program that the supervisor is to run as k6. */
  readonly k6: string;
}

/** A supervisor of worker 0 that runs as a process of its own. */
export interface StartedSupervisor {
  /** The exit code, when it has ended. */
  readonly ended: Promise<number | null>;
  /** What it said, and what it passed on of k6's log. */
  output(): string;
  /** Asks it to end, as its platform does. */
  terminate(): void;
  /** Ends it by force, if it is still there. */
  kill(): void;
}

export interface SupervisorImplementation {
  start(request: SupervisorRequest): Promise<StartedSupervisor>;
}

const k6 = process.env.LOADTEST_K6 ?? 'k6';
const runArgs = ['--out=opentelemetry', '--log-format=json', '--linger', '--no-color', '--quiet'];
const loopScript = `
  import { sleep } from 'k6';
  export const options = { vus: 1, duration: '5m' };
  export default function () { sleep(0.1); }`;

/** What every supervisor of a worker does, whatever it is written in. */
export function supervisorContract({ start }: SupervisorImplementation): void {
  let scratch: string;
  let loop: Uint8Array;
  const cleanUps: (() => unknown)[] = [];

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'loadtest-supervisor-'));
    loop = await archiveOf(scratch, loopScript);
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  afterAll(() => rm(scratch, { recursive: true }));

  type CoordinatorOptions = Partial<Parameters<typeof recordingCoordinator>[0]>;

  async function supervised(options: CoordinatorOptions = {}, program = k6) {
    const coordinator = await recordingCoordinator({ archive: loop, k6Args: runArgs, ...options });
    cleanUps.push(coordinator.close);
    const supervisor = await start({ coordinator: coordinator.address, token: 'token', k6: program });
    cleanUps.push(supervisor.kill);
    return { coordinator, supervisor, recorded: coordinator.recorded };
  }

  /** A program that leaves a mark when it is run, and then does `rest`. */
  async function fakeK6(rest = '') {
    const directory = await mkdtemp(join(scratch, 'k6-'));
    const mark = join(directory, 'started');
    const path = join(directory, 'k6');
    await writeFile(path, `#!/bin/sh\n: > ${mark}\n${rest}\n`);
    await chmod(path, 0o755);
    return { path, isStarted: () => existsSync(mark) };
  }

  it('says where its k6 is, and starts none when it is refused', async () => {
    const fake = await fakeK6();
    const { supervisor, recorded } = await supervised({ refused: 'worker 0 has already started' }, fake.path);
    expect(await supervisor.ended).not.toBe(0);
    expect(recorded.registrations).toEqual([
      { address: expect.stringMatching(/^127\.[\d.]+:\d+$/), host: expect.stringMatching(/./) },
    ]);
    expect([fake.isStarted(), recorded.heartbeats, recorded.exits]).toEqual([false, [], []]);
  });

  it('gives up when its token is wrong', async () => {
    const { supervisor, recorded } = await supervised({ token: 'another' });
    expect(await supervisor.ended).not.toBe(0);
    expect(recorded.rejections).toEqual(['POST /workers/0/register: wrong token']);
  });

  it('starts no k6 on an archive with another digest, and reports that', async () => {
    const fake = await fakeK6();
    const digest = `sha256:${'0'.repeat(64)}`;
    const { supervisor, recorded } = await supervised({ digest }, fake.path);
    await supervisor.ended;
    const logTail = `the archive has another digest than ${digest}`;
    expect([fake.isStarted(), recorded.exits]).toEqual([
      false,
      [{ exceptions: {}, exitCode: null, signal: null, logTail }],
    ]);
  });

  it('beats with the CPU and memory of k6 while that runs and pushes, and interrupts it on release', async () => {
    const { coordinator, supervisor, recorded } = await supervised();
    await coordinator.until(({ heartbeats, pushes }) => heartbeats.length >= 3 && pushes > 1);
    const { pid, usage } = recorded.heartbeats.at(-1) ?? {};
    expect(isAlive(pid)).toBe(true);
    expect(usage?.cpuSeconds).toBeGreaterThan(0);
    expect(usage?.memoryBytes).toBeGreaterThan(10e6);
    const pushes = recorded.pushes;
    coordinator.release();
    await supervisor.ended;
    expect(isAlive(pid)).toBe(false);
    expect(recorded.exits).toMatchObject([{ exitCode: 105, signal: null }]);
    expect(recorded.exits[0]?.logTail).toContain("k6 received a 'interrupt' signal");
    expect(recorded.pushes).toBeGreaterThan(pushes);
    expect(recorded.rejections).toEqual([]);
  });

  it('reports the exit code of a k6 that ends by itself', async () => {
    const script = `import exec from 'k6/execution';
      export const options = { vus: 1, iterations: 1 };
      export default function () { exec.test.abort('enough'); }`;
    const archive = await archiveOf(scratch, script);
    const { supervisor, recorded } = await supervised({ archive, k6Args: withoutLinger });
    await supervisor.ended;
    expect(recorded.exits).toMatchObject([{ exitCode: 108, signal: null }]);
    expect(recorded.exits[0]?.logTail).toContain('test aborted: enough');
  });

  it('reports the signal that ended k6', async () => {
    const { coordinator, supervisor, recorded } = await supervised();
    await coordinator.until(({ heartbeats }) => heartbeats.some(({ pid }) => isAlive(pid)));
    process.kill(recorded.heartbeats.at(-1)?.pid ?? 0, 'SIGKILL');
    await supervisor.ended;
    expect(recorded.exits).toMatchObject([{ exitCode: null, signal: 'SIGKILL' }]);
  });

  it('interrupts k6 and reports it when it is asked to end', async () => {
    const { coordinator, supervisor, recorded } = await supervised();
    await coordinator.until(({ pushes }) => pushes > 0);
    supervisor.terminate();
    await supervisor.ended;
    expect(recorded.exits).toMatchObject([{ exitCode: 105, signal: null }]);
  });

  it('interrupts k6 within 15 seconds of losing the coordinator, not at the first heartbeat without answer', async () => {
    const { coordinator, supervisor, recorded } = await supervised();
    await coordinator.until(({ heartbeats, pushes }) => heartbeats.length >= 2 && pushes > 0);
    const pid = recorded.heartbeats.at(-1)?.pid;
    const lostAtMs = performance.now();
    await coordinator.close();
    await supervisor.ended;
    const tookMs = performance.now() - lostAtMs;
    expect(isAlive(pid)).toBe(false);
    expect(tookMs).toBeGreaterThan(5_000);
    expect(tookMs).toBeLessThan(15_000 + 10_000);
  });

  it('kills a k6 that does not leave when it is interrupted', async () => {
    const fake = await fakeK6("trap '' INT; while :; do sleep 0.1; done");
    const { coordinator, supervisor, recorded } = await supervised({}, fake.path);
    await coordinator.until(({ heartbeats }) => heartbeats.length >= 2);
    coordinator.release();
    await supervisor.ended;
    expect(recorded.exits).toMatchObject([{ exitCode: null, signal: 'SIGKILL' }]);
  }, 40_000);

  it('counts exceptions by message and passes on the first three, whatever they are', async () => {
    const archive = await archiveOf(
      scratch,
      `export const options = { vus: 1, iterations: 500 };
       export default function () {
         if (__ITER % 2 === 0) throw new Error('no "stock" left');
         throw new Error(__ITER + ' ' + 'x'.repeat(100000));
       }`,
    );
    const { supervisor, recorded } = await supervised({ archive, k6Args: withoutLinger });
    await supervisor.ended;
    const counts = Object.entries(recorded.exits[0]?.exceptions ?? {});
    const stock = counts.filter(([message]) => message.startsWith('Error: no "stock" left\n\tat'));
    expect(stock.map(([, count]) => count)).toEqual([250]);
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(500);
    expect(supervisor.output().match(/no \\"stock\\" left/g)).toHaveLength(3);
    expect(recorded.rejections).toEqual([]);
  });
}

const withoutLinger = runArgs.filter((arg) => arg !== '--linger');

function isAlive(pid: number | undefined): boolean {
  return pid !== undefined && existsSync(`/proc/${pid}`);
}
