import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Context } from '../../core/context.ts';
import type { WorkerRegistry } from '../coordinator/worker-registry.ts';
import { type WorkerSettings, workerSettingsVariable } from '../worker/settings.ts';
import { entryPoint } from './entry-point.ts';
import { signalGroup } from './process-group.ts';

export interface LaunchRequest {
  readonly workers: number;
  readonly settings: Omit<WorkerSettings, 'index' | 'coordinator'>;
  readonly address: string;
  /** What k6 sees, see `k6Environment`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly registry: WorkerRegistry;
  onLog(worker: number, line: string): void;
}

/** The supervisors of a local run. */
export interface Fleet {
  /** Ends all supervisors and their k6 by force; those that have left are passed over. */
  kill(): void;
  /** Resolves when every supervisor has ended. */
  readonly ended: Promise<void>;
}

/**
 * Starts one supervisor a worker, each the leader of its own process group, so that an interrupt typed at the
 * terminal reaches the coordinator alone and a worker can be ended together with its k6. A supervisor ends by itself
 * when its standard input closes, which the system does when this process is gone.
 */
export function launchWorkers(ctx: Context, request: LaunchRequest): Fleet {
  const children = Array.from({ length: request.workers }, (_, index) => launchWorker(ctx, request, index));
  const ended = Promise.all(children.map((child) => untilClosed(child))).then(() => undefined);
  return {
    ended,
    kill() {
      // The number of a group that has ended may be another's by now.
      const living = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      for (const { pid } of living) signalGroup(pid, 'SIGKILL');
    },
  };
}

function launchWorker(ctx: Context, request: LaunchRequest, index: number): ChildProcess {
  const settings: WorkerSettings = { ...request.settings, index, coordinator: `http://${request.address}` };
  const { file, args } = entryPoint(new URL('../worker/main', import.meta.url));
  const child = ctx.spawn(file, args, {
    detached: true,
    env: { ...request.env, [workerSettingsVariable]: JSON.stringify(settings) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let lastWords = '';
  child.stdin?.on('error', () => undefined);
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => request.onLog(index, line));
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2_000);
  });
  child.once('error', (error) =>
    request.registry.lose(index, `its supervisor did not start: ${error.message}`),
  );
  child.once('close', (code, signal) => {
    if (child.exitCode !== 0) signalGroup(child.pid, 'SIGKILL');
    request.registry.lose(
      index,
      `its supervisor ended by ${signal ?? `exit code ${code}`}${lastWords && `: ${lastWords.trim()}`}`,
    );
  });
  return child;
}

function untilClosed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
}
