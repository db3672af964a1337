import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How to reach a cluster. */
export interface Cluster {
  readonly kubeconfig: string;
  /** The program. */
  readonly kubectl: string;
}

export interface Session {
  readonly cluster: Cluster;
  /** Takes the cluster down; rejects when something of it stays behind. */
  close(): Promise<void>;
}

/** Holds a cluster for as long as its stdin is open. */
export const sessionScript = fileURLToPath(new URL('../cluster/session', import.meta.url));

/** Brings up a test cluster that lives until it is closed, or until this process ends. */
export async function openSession(env: Readonly<Record<string, string>> = {}): Promise<Session> {
  // A process group of its own: Ctrl-C in the terminal must not end the script in the middle of its work.
  const child = spawn(sessionScript, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const line = once(createInterface(child.stdout), 'line');
  const first: unknown[] = await Promise.race([line, exited]);
  const [kubeconfig] = first;
  if (typeof kubeconfig !== 'string') throw new Error(`${sessionScript} ended with exit code ${kubeconfig}`);
  return {
    cluster: { kubeconfig, kubectl: join(dirname(kubeconfig), 'kubectl') },
    async close() {
      child.stdin.end();
      const [exitCode] = await exited;
      if (exitCode !== 0) throw new Error(`${sessionScript} ended with exit code ${exitCode}`);
    },
  };
}
