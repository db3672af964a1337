/**
 * The kernel's unit of CPU time in procfs (`USER_HZ`). It is part of the ABI and 100 on every architecture that Node
 * runs on, whatever the kernel's own tick.
 */
export const clockTicksPerSec = 100;

/** What `/proc/PID/stat` and `/proc/PID/task/TID/stat` say. CPU times are in clock ticks. */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  /** One letter: `R` running, `S` sleeping, `Z` zombie … */
  readonly state: string;
  readonly parentPid: number;
  /** CPU time of its own, user and system, of all its threads, also of those that have ended. */
  readonly ownTicks: number;
  /** CPU time of its children that have ended and were waited for, and of theirs. */
  readonly reapedTicks: number;
  readonly threads: number;
  /** Ticks from the boot to its start: with the pid they identify the process. */
  readonly startTicks: number;
}

/** Reads the text of a stat file; `undefined` if it is none. The name may hold spaces, brackets and line ends. */
export function parseStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  // proc_pid_stat(5) counts from 1 and the name is field 2.
  const field = (number: number) => Number(fields[number - 3]);
  const stat = {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: fields[0] ?? '',
    parentPid: field(4),
    ownTicks: field(14) + field(15),
    reapedTicks: field(16) + field(17),
    threads: field(20),
    startTicks: field(22),
  };
  return Number.isNaN(stat.pid + stat.startTicks + stat.ownTicks) ? undefined : stat;
}

/** The resident set in `/proc/PID/status`, in bytes; `undefined` where there is none, as in a zombie. */
export function parseResidentBytes(status: string): number | undefined {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

const listening = '0A';

/** The inodes of the sockets that listen on a port, from the text of `/proc/net/tcp` or `tcp6`. */
export function parseListeners(table: string, port: number): readonly string[] {
  const inodes: string[] = [];
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const localPort = Number.parseInt(local?.split(':')[1] ?? '', 16);
    if (state === listening && localPort === port && inode !== undefined) inodes.push(inode);
  }
  return inodes;
}
