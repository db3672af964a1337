import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf, recordingCoordinator } from './recording-coordinator.ts';

const script = fileURLToPath(new URL('../../k8s/supervisor/worker.sh', import.meta.url));
const k6 = process.env.LOADTEST_K6 ?? 'k6';

/** What the stock k6 image has: BusyBox and k6, and nothing else. */
let tools: string;
let scratch: string;
let sleeper: Uint8Array;
let thrower: Uint8Array;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'loadtest-worker-'));
  tools = join(scratch, 'bin');
  await mkdir(tools);
  execFileSync('/bin/busybox', ['--install', '-s', tools]);
  await symlink(k6, join(tools, 'k6'));
  sleeper = await archiveOf(
    scratch,
    `import { sleep } from 'k6';
     export const options = { vus: 1, duration: '1m' };
     export default function () { sleep(0.1); }`,
  );
  thrower = await archiveOf(
    scratch,
    `export const options = { vus: 1, iterations: 5 };
     export default function () { throw new Error('no "stock" left'); }`,
  );
});

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(scratch, { recursive: true });
});

/** An address of its own for every k6, as pods have. */
let addresses = 0;

interface WorkerOptions {
  readonly coordinator: string;
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly readySeconds?: number;
}

/** The script as a pod runs it, in the given shell. */
async function startWorker(shell: readonly string[], options: WorkerOptions) {
  const [file = '', ...args] = shell;
  const temporary = await mkdtemp(join(scratch, 'tmp-'));
  addresses += 1;
  const child = spawn(
    file,
    [
      ...args,
      script,
      'K6_OTEL_EXPORT_INTERVAL=200ms',
      `K6_OTEL_HTTP_EXPORTER_ENDPOINT=${options.coordinator}`,
      'K6_OTEL_EXPORTER_PROTOCOL=http/protobuf',
      'K6_OTEL_HTTP_EXPORTER_INSECURE=true',
    ],
    {
      env: {
        PATH: options.path ?? tools,
        TMPDIR: temporary,
        LOADTEST_COORDINATOR: options.coordinator,
        LOADTEST_TOKEN: options.token ?? 'token',
        LOADTEST_READY_SECONDS: String(options.readySeconds ?? 20),
        LOADTEST_K6_PORT: '6565',
        LOADTEST_POD_IP: `127.0.6.${addresses}`,
        LOADTEST_NODE: 'node1',
        JOB_COMPLETION_INDEX: '0',
        K6_NO_USAGE_REPORT: 'true',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  running.add(child);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { child, ended, output: () => output };
}

/** A directory in which `k6` leaves a mark instead of running. */
async function markingTools() {
  const directory = await mkdtemp(join(scratch, 'marking-'));
  const mark = join(directory, 'started');
  execFileSync('/bin/busybox', ['--install', '-s', directory]);
  await writeFile(join(directory, 'k6'), `#!/bin/sh\n: > ${mark}\n`);
  await chmod(join(directory, 'k6'), 0o755);
  return { path: directory, started: () => existsSync(mark) };
}

const isAlive = (pid: number | undefined) => pid !== undefined && existsSync(`/proc/${pid}`);

describe.concurrent.each([
  ['BusyBox ash', ['/bin/busybox', 'sh']],
  ['dash', ['/bin/dash']],
])('the worker script under %s', (_, shell) => {
  const loaded = ['--out=opentelemetry', '--log-format=json', '--linger', '--no-color', '--quiet'];

  it('registers where its k6 is reached, and never starts k6 when it is refused', async () => {
    const coordinator = await recordingCoordinator({
      archive: sleeper,
      refused: 'worker 0 has already started',
    });
    const { path, started } = await markingTools();
    const worker = await startWorker(shell, { coordinator: coordinator.address, path });
    expect(await worker.ended).toBe(1);
    expect(coordinator.recorded.registrations).toEqual([
      { address: expect.stringMatching(/^127\.0\.6\.\d+:6565$/), host: 'node1' },
    ]);
    expect(started()).toBe(false);
    expect(worker.output()).toContain('409 Conflict');
    await coordinator.close();
  });

  it('does not ask twice with a wrong token', async () => {
    const coordinator = await recordingCoordinator({ archive: sleeper, token: 'another' });
    const worker = await startWorker(shell, { coordinator: coordinator.address });
    expect(await worker.ended).toBe(1);
    expect(coordinator.recorded.rejections).toEqual(['POST /workers/0/register: wrong token']);
    await coordinator.close();
  });

  it('never starts k6 on an archive with another digest, and says so', async () => {
    const coordinator = await recordingCoordinator({ archive: sleeper, digest: `sha256:${'0'.repeat(64)}` });
    const { path, started } = await markingTools();
    const worker = await startWorker(shell, { coordinator: coordinator.address, path });
    expect(await worker.ended).toBe(1);
    expect(started()).toBe(false);
    expect(coordinator.recorded.exits).toEqual([
      {
        exceptions: {},
        exitCode: null,
        signal: null,
        logTail: `the archive has another digest than sha256:${'0'.repeat(64)}`,
      },
    ]);
    await coordinator.close();
  });

  it('gives up when no coordinator comes up in time', async () => {
    const worker = await startWorker(shell, { coordinator: '127.0.0.1:1', readySeconds: 1 });
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toMatch(/no register at 127\.0\.0\.1:1: .*refused/);
  });

  it('runs k6 with the assigned arguments, beats with CPU and memory, and interrupts it on release', async () => {
    const coordinator = await recordingCoordinator({
      archive: sleeper,
      k6Args: [...loaded, '--user-agent', 'two words'],
    });
    const worker = await startWorker(shell, { coordinator: coordinator.address });
    await coordinator.until(({ heartbeats, pushes }) => heartbeats.length >= 3 && pushes > 1);
    const { pid, usage } = coordinator.recorded.heartbeats.at(-1) ?? {};
    expect(isAlive(pid)).toBe(true);
    expect(usage?.cpuSeconds).toBeGreaterThan(0);
    expect(usage?.memoryBytes).toBeGreaterThan(10e6);
    coordinator.release();
    await worker.ended;
    expect(isAlive(pid)).toBe(false);
    const [report] = coordinator.recorded.exits;
    expect(report).toMatchObject({ exitCode: 105, signal: null });
    expect(report?.logTail).toContain("k6 received a 'interrupt' signal");
    expect(coordinator.recorded.rejections).toEqual([]);
    await coordinator.close();
  });

  it('counts exceptions, passes on the first three of a kind, and keeps all in the tail', async () => {
    const coordinator = await recordingCoordinator({
      archive: thrower,
      k6Args: loaded.filter((arg) => arg !== '--linger'),
    });
    const worker = await startWorker(shell, { coordinator: coordinator.address });
    expect(await worker.ended).toBe(0);
    const [report] = coordinator.recorded.exits;
    expect(Object.entries(report?.exceptions ?? {})).toEqual([
      [expect.stringContaining('Error: no "stock" left\n\tat'), 5],
    ]);
    expect(report?.logTail.match(/no \\"stock\\" left/g)).toHaveLength(5);
    expect(worker.output().match(/no \\"stock\\" left/g)).toHaveLength(3);
    await coordinator.close();
  });

  it('stops k6 within 15 seconds when the coordinator is gone', async () => {
    const coordinator = await recordingCoordinator({ archive: sleeper, k6Args: loaded });
    const worker = await startWorker(shell, { coordinator: coordinator.address });
    await coordinator.until(({ heartbeats }) => heartbeats.length >= 2);
    const pid = coordinator.recorded.heartbeats.at(-1)?.pid;
    await coordinator.close();
    const goneMs = performance.now();
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(performance.now() - goneMs).toBeLessThan(15_000);
    expect(performance.now() - goneMs).toBeGreaterThan(5_000);
    worker.child.kill('SIGKILL');
  });

  it('interrupts k6 and reports when the pod is asked to end', async () => {
    const coordinator = await recordingCoordinator({ archive: sleeper, k6Args: loaded });
    const worker = await startWorker(shell, { coordinator: coordinator.address });
    await coordinator.until(({ heartbeats }) => heartbeats.length >= 2);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(105);
    expect(coordinator.recorded.exits).toMatchObject([{ exitCode: 105, signal: null }]);
    await coordinator.close();
  });

  it('reports the signal that ended k6', async () => {
    const coordinator = await recordingCoordinator({ archive: sleeper, k6Args: loaded });
    const worker = await startWorker(shell, { coordinator: coordinator.address });
    await coordinator.until(({ heartbeats }) => heartbeats.length >= 2);
    process.kill(coordinator.recorded.heartbeats.at(-1)?.pid ?? 0, 'SIGKILL');
    expect(await worker.ended).toBe(137);
    expect(coordinator.recorded.exits).toMatchObject([{ exitCode: null, signal: 'SIGKILL' }]);
    await coordinator.close();
  });

  it("keeps variables that configure k6 away from it, and lets the script's own through", async () => {
    const archive = await archiveOf(
      await mkdtemp(join(scratch, 'env-')),
      `export const options = { vus: 1, iterations: 1 };
       export default function () { throw new Error([__ENV.K6_VUS, __ENV.OTEL_SERVICE_NAME, __ENV.HTTP_PROXY, __ENV.SHOP].join()); }`,
    );
    const coordinator = await recordingCoordinator({
      archive,
      k6Args: loaded.filter((arg) => arg !== '--linger'),
    });
    const worker = await startWorker(shell, {
      coordinator: coordinator.address,
      env: { K6_VUS: '7', OTEL_SERVICE_NAME: 'x', HTTP_PROXY: 'http://127.0.0.1:1', SHOP: 'a\nK6_B=c' },
    });
    await worker.ended;
    expect(Object.keys(coordinator.recorded.exits[0]?.exceptions ?? {})[0]).toMatch(/^Error: ,,,a\nK6_B=c/);
    await coordinator.close();
  });
});
