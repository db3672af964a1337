import { createContext } from '../../cli/context.ts';
import { type ProcessOutcome, runToEnd } from '../../runner/process.ts';
import type { Cluster } from './session.ts';

const ctx = createContext();

/** Runs kubectl; a failure is an outcome. `objects` are handed to `-f -`. */
export function runKubectl(
  { kubeconfig, kubectl }: Cluster,
  args: readonly string[],
  objects: readonly object[] = [],
): Promise<ProcessOutcome> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  return runToEnd(ctx, kubectl, ['--kubeconfig', kubeconfig, ...args], {
    input: objects.length > 0 ? JSON.stringify(list) : '',
    timeoutMs: 120_000,
  });
}

/** What kubectl prints; throws what it complains about. */
export async function kubectl(
  cluster: Cluster,
  args: readonly string[],
  objects: readonly object[] = [],
): Promise<string> {
  const { exitCode, stdout, stderr } = await runKubectl(cluster, args, objects);
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout.toString('utf8').trim();
}
