import { existsSync, readdirSync, readFileSync } from 'node:fs';

const apiServerFile = `/run/${process.env.CLUSTER_NAME ?? 'loadtest-test'}/kube-apiserver.pid`;

/** Whether the cluster's processes are this machine's, so that a test may stop and kill them. */
export const hasClusterProcesses = existsSync(apiServerFile);

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
