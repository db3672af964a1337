import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SupervisorRequest, supervisorContract } from '../e2e/contract/supervisor-contract.ts';
import { archiveOf, recordingCoordinator } from './recording-coordinator.ts';

const supervisor = fileURLToPath(new URL('../../k8s/supervisor/', import.meta.url));
const busybox = '/bin/busybox';
const k6 = process.env.LOADTEST_K6 ?? 'k6';
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'loadtest-worker-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** An address of its own for every k6, as pods have. */
let addresses = 0;

/** The script as a pod of the stock k6 image runs it, which has BusyBox and k6, and nothing else. */
async function startWorker(
  [file = '', ...args]: readonly string[],
  { coordinator, token, k6: program }: SupervisorRequest,
  env: Readonly<Record<string, string>> = {},
) {
  const root = await mkdtemp(join(scratch, 'pod-'));
  await Promise.all(['bin', 'tmp'].map((name) => mkdir(join(root, name))));
  execFileSync(busybox, ['--install', '-s', join(root, 'bin')]);
  await symlink(program, join(root, 'bin', 'k6'));
  addresses += 1;
  const feed = [
    'K6_OTEL_EXPORTER_PROTOCOL=http/protobuf',
    `K6_OTEL_HTTP_EXPORTER_ENDPOINT=${coordinator}`,
    'K6_OTEL_HTTP_EXPORTER_INSECURE=true',
    'K6_OTEL_EXPORT_INTERVAL=200ms',
    'K6_NO_USAGE_REPORT=true',
  ];
  const child = spawn(file, [...args, join(supervisor, 'worker.sh'), ...feed], {
    env: {
      PATH: join(root, 'bin'),
      TMPDIR: join(root, 'tmp'),
      LOADTEST_COORDINATOR: coordinator,
      LOADTEST_TOKEN: token,
      LOADTEST_READY_SECONDS: '20',
      LOADTEST_K6_PORT: '6565',
      LOADTEST_POD_IP: `127.0.6.${addresses}`,
      LOADTEST_NODE: 'node1',
      JOB_COMPLETION_INDEX: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  return {
    ended: once(child, 'exit').then(([exitCode]) => exitCode as number | null),
    output: () => output,
    terminate: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}

describe.each([
  ['BusyBox ash', [busybox, 'sh']],
  ['dash', ['/bin/dash']],
])('the supervisor of a worker in a pod, under %s', (_, shell) => {
  supervisorContract({ start: (request) => startWorker(shell, request) });

  it('gives up when no coordinator comes up in time', async () => {
    const request = { coordinator: '127.0.0.1:1', token: 'token', k6 };
    const worker = await startWorker(shell, request, { LOADTEST_READY_SECONDS: '1' });
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toMatch(/no register at 127\.0\.0\.1:1: .*refused/);
  });

  it('ends when its pod goes with the coordinator, and says that nobody was told', async () => {
    const script = `import { sleep } from 'k6';
      export const options = { vus: 1, duration: '5m' };
      export default () => sleep(0.1);`;
    const k6Args = ['--out=opentelemetry', '--log-format=json', '--linger'];
    const coordinator = await recordingCoordinator({ archive: await archiveOf(scratch, script), k6Args });
    const worker = await startWorker(shell, { coordinator: coordinator.address, token: 'token', k6 });
    await coordinator.until(({ pushes }) => pushes > 0);
    await coordinator.close();
    worker.terminate();
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toMatch(/no exit at 127\.0\.0\.1:\d+: /);
  });

  it("keeps variables that configure k6 away from it, and lets the script's own through", async () => {
    const script = `export const options = { vus: 1, iterations: 1 };
      export default function () {
        throw new Error([__ENV.K6_VUS, __ENV.OTEL_SERVICE_NAME, __ENV.HTTP_PROXY, __ENV.SHOP].join());
      }`;
    const archive = await archiveOf(scratch, script);
    const coordinator = await recordingCoordinator({
      archive,
      k6Args: ['--out=opentelemetry', '--log-format=json', '--user-agent', 'two words'],
    });
    const request = { coordinator: coordinator.address, token: 'token', k6 };
    const worker = await startWorker(shell, request, {
      K6_VUS: '7',
      OTEL_SERVICE_NAME: 'x',
      HTTP_PROXY: 'http://127.0.0.1:1',
      SHOP: 'a\nK6_B=c',
    });
    expect(await worker.ended).toBe(0);
    expect(Object.keys(coordinator.recorded.exits[0]?.exceptions ?? {})[0]).toMatch(/^Error: ,,,a\nK6_B=c/);
    await coordinator.close();
  });
});

describe('usage.awk', () => {
  const version2 = {
    'cpu.max': '150000 100000\n',
    'cpu.stat': 'usage_usec 9\nnr_periods 40\nnr_throttled 3\n',
  };
  const version1 = {
    'cpu/cpu.cfs_quota_us': '25000\n',
    'cpu/cpu.cfs_period_us': '100000\n',
    'cpu/cpu.stat': 'nr_periods 7\nnr_throttled 0\nthrottled_time 0\n',
  };

  it.each([
    ['version 2', version2, { cpuLimitCores: 1.5, periods: 40, throttledPeriods: 3 }],
    [
      'version 2 without a limit',
      { ...version2, 'cpu.max': 'max 100000\n' },
      { periods: 40, throttledPeriods: 3 },
    ],
    ['version 1', version1, { cpuLimitCores: 0.25, periods: 7, throttledPeriods: 0 }],
    [
      'version 1 without a limit',
      { ...version1, 'cpu/cpu.cfs_quota_us': '-1\n' },
      { periods: 7, throttledPeriods: 0 },
    ],
    ['no control groups', {}, {}],
  ])('reads a process and the control group of %s', async (_, files, expected) => {
    const cgroup = await mkdtemp(join(scratch, 'cgroup-'));
    await mkdir(join(cgroup, 'cpu'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(cgroup, name), text);
    const members = awk(['-v', `pid=${process.pid}`, '-v', `cgroup=${cgroup}`]);
    expect(JSON.parse(`{"exceptions":{}${members}}`)).toEqual({
      exceptions: {},
      pid: process.pid,
      usage: { cpuSeconds: expect.any(Number), memoryBytes: expect.any(Number), ...expected },
    });
  });

  it('says nothing of a process that is not there', () => {
    expect(awk(['-v', 'pid=0', '-v', 'cgroup=/nowhere'])).toBe('');
  });

  const awk = (args: readonly string[]) =>
    execFileSync(busybox, ['awk', ...args, '-f', join(supervisor, 'usage.awk')]).toString('utf8');
});
