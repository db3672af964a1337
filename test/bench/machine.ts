import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** The machine in one line, and what else it was busy with when the benchmark began: processes that ran or waited. */
export function describeMachine(k6Version: string): { machine: string; loadAverage: number[] } {
  const [cpu] = cpus();
  const parts = [
    `${cpus().length} x ${cpu?.model.trim() || 'unknown CPU'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${platform()} ${arch()} ${release()}`,
    `Node ${process.versions.node}`,
    `k6 ${k6Version}`,
  ];
  return { machine: parts.join(', '), loadAverage: loadavg() };
}
