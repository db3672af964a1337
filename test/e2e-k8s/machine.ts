import { existsSync, readdirSync, readFileSync } from 'node:fs';

const name = process.env.CLUSTER_NAME ?? 'loadtest-test';
const apiServerFile = `/run/${name}/kube-apiserver.pid`;

/** Whether the cluster's processes are this machine's, so that a test may stop and kill them. */
export const hasClusterProcesses = existsSync(apiServerFile);

/** A program and its arguments that start another one where pods, Services and the node have their addresses. */
export const insideCluster = ['nsenter', `--net=/run/netns/${name}`, '--'] as const;

/** At which pods reach what listens inside of the cluster's network, and nobody else does. */
export const nodeAddress = '10.99.0.1';

export function apiServerPid(): number {
  return Number(readFileSync(apiServerFile, 'utf8'));
}

/** The process of a pod, by its uid, that runs a program. */
export function podProcess(uid: string, program: string): number {
  const found = readdirSync('/proc').find(
    (pid) => /^\d+$/.test(pid) && read(pid, 'cgroup').includes(uid) && read(pid, 'cmdline').includes(program),
  );
  if (found === undefined) throw new Error(`no process of pod ${uid} runs ${program}`);
  return Number(found);
}

/** Empty where there is no such process any more. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
