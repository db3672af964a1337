import { kernelFile } from './kernel-file.ts';
import { type ProcessStat, parseResidentBytes, parseStat } from './procfs.ts';

/** One process at one moment. */
export interface ProcessReading extends ProcessStat {
  /** The CPU time of each living thread, in clock ticks by thread id. */
  readonly ticksByThread: ReadonlyMap<number, number>;
  readonly residentBytes: number;
  /** `undefined` where this user may not look. */
  readonly openFiles: number | undefined;
}

/** What `/proc/PID/stat` says about a process; `undefined` when there is no such process. */
export function readStat(procRoot: string, pid: number): ProcessStat | undefined {
  const text = kernelFile.text(`${procRoot}/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** One process with its threads, memory and open files; `undefined` when there is no such process. */
export function readProcess(procRoot: string, pid: number): ProcessReading | undefined {
  const stat = readStat(procRoot, pid);
  if (stat === undefined) return undefined;
  const directory = `${procRoot}/${pid}`;
  return {
    ...stat,
    ticksByThread: readThreads(directory),
    residentBytes: readResidentBytes(procRoot, pid) ?? 0,
    openFiles: countOpenFiles(`${directory}/fd`),
  };
}

/** The resident set of a process in bytes. */
export function readResidentBytes(procRoot: string, pid: number): number | undefined {
  return parseResidentBytes(kernelFile.text(`${procRoot}/${pid}/status`) ?? '');
}

/** The pids of all processes; empty where there is no procfs. */
export function listPids(procRoot: string): readonly number[] {
  return (kernelFile.names(procRoot) ?? []).map(Number).filter((pid) => pid > 0);
}

function readThreads(directory: string): ReadonlyMap<number, number> {
  const ticksByThread = new Map<number, number>();
  for (const tid of kernelFile.names(`${directory}/task`) ?? []) {
    const stat = parseStat(kernelFile.text(`${directory}/task/${tid}/stat`) ?? '');
    if (stat !== undefined) ticksByThread.set(stat.pid, stat.ownTicks);
  }
  return ticksByThread;
}

/** Since Linux 6.2 the directory's size is the number of files in it, which saves listing thousands of sockets. */
function countOpenFiles(directory: string): number | undefined {
  const size = kernelFile.size(directory);
  return size || kernelFile.names(directory)?.length;
}
