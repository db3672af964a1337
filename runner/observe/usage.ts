import { readResidentBytes, readStat } from './process-reading.ts';
import { clockTicksPerSec } from './procfs.ts';

/** What one process, without its children, has used so far. */
export interface Usage {
  /** User and system time since its start. */
  readonly cpuSeconds: number;
  /** Its resident set now. */
  readonly memoryBytes: number;
}

/** The usage of a process; `undefined` when there is no such living process, or no procfs. */
export function readUsage(pid: number, procRoot = '/proc'): Usage | undefined {
  const stat = readStat(procRoot, pid);
  const memoryBytes = readResidentBytes(procRoot, pid);
  if (stat === undefined || memoryBytes === undefined) return undefined;
  return { cpuSeconds: stat.ownTicks / clockTicksPerSec, memoryBytes };
}
