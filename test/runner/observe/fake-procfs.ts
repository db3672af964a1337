import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessReading } from '../../../runner/observe/process-reading.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly parentPid?: number;
  readonly name?: string;
  readonly state?: string;
  readonly reapedTicks?: number;
  readonly startTicks?: number;
  /** CPU ticks by thread id; the process's own are their sum. */
  readonly threads?: Readonly<Record<number, number>>;
  readonly residentKib?: number;
  readonly openFiles?: number;
  /** The text of its `cgroup` file. */
  readonly cgroup?: string;
}

/** The text of a stat file. */
export function statText(
  pid: number,
  {
    parentPid = 1,
    name = 'server',
    state = 'S',
    reapedTicks = 0,
    startTicks = 500,
  }: Omit<FakeProcess, 'pid'>,
  ownTicks = 0,
  threads = 1,
): string {
  return `${pid} (${name}) ${state} ${parentPid} 1 1 0 -1 4194304 9 0 0 0 ${ownTicks} 0 ${reapedTicks} 0 20 0 ${threads} 0 ${startTicks} 9 9 9\n`;
}

/** A directory in the shape of procfs that holds just the given processes, until it is written again. */
export class FakeProcfs {
  readonly root = mkdtempSync(join(tmpdir(), 'procfs-'));

  write(...processes: readonly FakeProcess[]): void {
    rmSync(this.root, { recursive: true });
    mkdirSync(this.root);
    for (const process of processes) this.#writeProcess(process);
  }

  #writeProcess(process: FakeProcess): void {
    const { pid, threads = { [pid]: 0 }, residentKib = 0, openFiles, cgroup } = process;
    const directory = join(this.root, String(pid));
    const ownTicks = Object.values(threads).reduce((sum, ticks) => sum + ticks, 0);
    mkdirSync(directory);
    writeFileSync(join(directory, 'stat'), statText(pid, process, ownTicks, Object.keys(threads).length));
    writeFileSync(join(directory, 'status'), `Name:\tserver\nVmRSS:\t${residentKib} kB\n`);
    for (const [tid, ticks] of Object.entries(threads)) {
      mkdirSync(join(directory, 'task', tid), { recursive: true });
      writeFileSync(join(directory, 'task', tid, 'stat'), statText(Number(tid), process, ticks));
    }
    if (cgroup !== undefined) writeFileSync(join(directory, 'cgroup'), cgroup);
    // The kernel gives the directory the number of open files for its size.
    if (openFiles === undefined) mkdirSync(join(directory, 'fd'));
    else writeFileSync(join(directory, 'fd'), '.'.repeat(openFiles));
  }
}

/** A reading with everything of no interest left at zero. */
export function reading(fields: Partial<ProcessReading> & { readonly pid: number }): ProcessReading {
  return {
    name: 'server',
    state: 'S',
    parentPid: 1,
    ownTicks: 0,
    reapedTicks: 0,
    threads: 1,
    startTicks: 0,
    ticksByThread: new Map(),
    residentBytes: 0,
    openFiles: 0,
    ...fields,
  };
}
