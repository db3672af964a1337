import { readdirSync, readFileSync } from 'node:fs';
import { readStat } from '../../runner/observe/process-reading.ts';

export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** The living processes whose environment holds a variable, `NAME=value`: those that inherited it, however far down. */
export function processesMarked(mark: string): readonly MarkedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(mark))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim() }));
}

/** Whether a process is there that is more than a zombie. */
export function isAlive(pid: number): boolean {
  const stat = readStat('/proc', pid);
  return stat !== undefined && stat.state !== 'Z';
}

/** Empty for a process that is gone meanwhile, or that is not ours. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
