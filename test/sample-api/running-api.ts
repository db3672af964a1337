import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createSampleApi, type SampleApi, type Settings } from '../../sample-api/index.ts';

export interface RunningApi {
  readonly api: SampleApi;
  readonly url: string;
}

/** The service in this process, without CPU demand unless asked for, closed when the test ends. */
export async function runApi(settings: Partial<Settings> = {}): Promise<RunningApi> {
  const api = createSampleApi({ cpuMs: 0, ...settings });
  const url = await api.listen(0);
  onTestFinished(() => api.close());
  return { api, url };
}

export interface ApiProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly pid: number;
}

/** The service as its own process on a free port, ended when the test does. */
export async function spawnApi(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<ApiProcess> {
  const child = spawnMain(['--port', '0', ...args], env);
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const [line] = await once(child.stdout, 'data');
  return { child, ...JSON.parse(String(line)) };
}

/** Runs the entry point to its end. */
export async function runMain(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawnMain(args, env);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { exitCode, stdout, stderr };
}

function spawnMain(args: readonly string[], env: Record<string, string>) {
  return spawn(process.execPath, ['--import', 'tsx', 'sample-api/main.ts', ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
