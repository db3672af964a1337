import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readStat } from '../observe/process-reading.ts';
import { readRecord } from './read-record.ts';
import { runFiles } from './run-files.ts';
import { writeRecord } from './write-whole.ts';

/** The process that carries a run, as it stands in the run's directory. */
const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the process started, in clock ticks since the boot; `null` where there is no procfs. */
  startTicks: z.number().nullable(),
  /** Wall clock of the unpause; absent until the load starts. */
  loadStartedAt: z.iso.datetime().optional(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** The owner of the run in a directory; `undefined` once the run has come to its end. */
export async function readOwner(directory: string): Promise<Owner | undefined> {
  const path = join(directory, runFiles.owner);
  return existsSync(path) ? readRecord(path, ownerSchema) : undefined;
}

export function writeOwner(directory: string, owner: Owner): Promise<void> {
  return writeRecord(join(directory, runFiles.owner), owner);
}

/** This process as an owner. */
export function thisProcess(): Owner {
  const { pid } = process;
  return { pid, host: hostname(), startTicks: readStat('/proc', pid)?.startTicks ?? null };
}

/**
 * Whether the owner has ended: its pid is free, or belongs to a process that started at another time. Of an owner on
 * another machine, whose results directory is shared with this one, nothing is known: it counts as alive.
 */
export function isGone({ pid, host, startTicks }: Owner): boolean {
  if (host !== hostname()) return false;
  if (startTicks === null) return !takesSignals(pid);
  const stat = readStat('/proc', pid);
  return stat === undefined || stat.state === 'Z' || stat.startTicks !== startTicks;
}

function takesSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
