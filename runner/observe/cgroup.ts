import { join } from 'node:path';
import { kernelFile } from './kernel-file.ts';

/** What a control group allows of CPU and how often it stopped its processes for it; absent means not stated. */
export interface CgroupCpu {
  /** The tightest limit of the group and those it lies in. */
  readonly cpuLimitCores?: number;
  /** Since the group was made: how long it was stopped, and in how many of its accounting periods. */
  readonly throttledSeconds?: number;
  readonly periods?: number;
  readonly throttledPeriods?: number;
}

export interface CgroupPaths {
  /** Which groups the process is in. */
  readonly membership: string;
  /** Where the control group file systems are mounted. */
  readonly root: string;
}

const ownPaths: CgroupPaths = { membership: '/proc/self/cgroup', root: '/sys/fs/cgroup' };

/** The CPU limit and throttling of the control group of this process, in version 2 or 1; `{}` where there is none. */
export function readCgroup(paths: CgroupPaths = ownPaths): CgroupCpu {
  const levels = groupDirectories(paths).map(readLevel);
  const limited = levels.filter((level) => level.cpuLimitCores !== undefined);
  const tightest = limited.sort((a, b) => (a.cpuLimitCores ?? 0) - (b.cpuLimitCores ?? 0))[0];
  return tightest ?? levels.find((level) => level.periods !== undefined) ?? {};
}

/** The group's directory and all above it, in every hierarchy that may account for CPU. */
function groupDirectories({ membership, root }: CgroupPaths): readonly string[] {
  return (kernelFile.text(membership) ?? '').split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined || (controllers !== '' && !controllers?.split(',').includes('cpu'))) return [];
    const mounts = controllers === '' ? [root] : [join(root, controllers ?? ''), join(root, 'cpu')];
    return mounts.flatMap((mount) => ancestors(path).map((group) => join(mount, group)));
  });
}

/** `/a/b` gives `/a/b`, `/a` and `/`. In a container only the last may exist, for the path is the host's. */
function ancestors(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  return [...names.keys(), names.length].reverse().map((depth) => `/${names.slice(0, depth).join('/')}`);
}

function readLevel(directory: string): CgroupCpu {
  const stat = numbers(kernelFile.text(join(directory, 'cpu.stat')));
  const cpuLimitCores = readLimit(directory);
  const throttledSeconds = scaled(stat.throttled_usec, 1e6) ?? scaled(stat.throttled_time, 1e9);
  return {
    ...(cpuLimitCores !== undefined && { cpuLimitCores }),
    ...(throttledSeconds !== undefined && { throttledSeconds }),
    ...(stat.nr_periods !== undefined && { periods: stat.nr_periods }),
    ...(stat.nr_throttled !== undefined && { throttledPeriods: stat.nr_throttled }),
  };
}

/** Version 2 writes `QUOTA PERIOD` or `max PERIOD` into one file, version 1 uses two files and −1 for no limit. */
function readLimit(directory: string): number | undefined {
  const [quota, period] =
    kernelFile.text(join(directory, 'cpu.max'))?.trim().split(' ').map(Number) ??
    ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((file) => Number(kernelFile.text(join(directory, file))));
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : undefined;
}

/** The lines `NAME NUMBER` of a stat file. */
function numbers(text = ''): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(text.split('\n').map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
}

function scaled(value: number | undefined, unitsPerSecond: number): number | undefined {
  return value === undefined ? undefined : value / unitsPerSecond;
}
