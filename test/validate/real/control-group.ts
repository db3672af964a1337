import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group of this machine that limits the CPU of what enters it. */
export interface ControlGroup {
  /** The shell command by which a shell, and so what it becomes, enters. */
  readonly enter: string;
  /** When nothing is in it any more. */
  remove(): void;
}

const root = '/sys/fs/cgroup';
const periodUs = 100_000;
/** Of the machine's other processes each has a weight of 1,024: what is measured must have what its quota says. */
const heavy = 65_536;

/** A group with a quota of `cores`, or without one, in version 1 or 2; `null` where this user may make none. */
export function makeControlGroup(name: string, cores: number | null): ControlGroup | null {
  const isFirst = existsSync(join(root, 'cpu/cpu.shares')) || existsSync(join(root, 'cpu/cgroup.procs'));
  const directory = join(root, isFirst ? 'cpu' : '', name);
  const quota = cores === null ? null : Math.round(cores * periodUs);
  const files: readonly (readonly [file: string, text: string])[] = isFirst
    ? [
        ['cpu.shares', String(heavy)],
        ['cpu.cfs_period_us', String(periodUs)],
        ['cpu.cfs_quota_us', String(quota ?? -1)],
      ]
    : [['cpu.max', `${quota ?? 'max'} ${periodUs}`]];
  try {
    mkdirSync(directory);
    for (const [file, text] of files) writeFileSync(join(directory, file), text);
  } catch {
    return null;
  }
  return { enter: `echo $$ > ${join(directory, 'cgroup.procs')}`, remove: () => rmdirSync(directory) };
}
