import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCgroup } from '../../../runner/observe/cgroup.ts';

const version2Stat = 'usage_usec 9000000\nnr_periods 600\nnr_throttled 30\nthrottled_usec 1500000\n';
const version1Stat = 'nr_periods 600\nnr_throttled 30\nthrottled_time 1500000000\n';
const throttling = { throttledSeconds: 1.5, periods: 600, throttledPeriods: 30 };
const v1Membership = '9:name=systemd:/\n4:cpu,cpuacct:/kubepods/pod1/c1\n3:cpuset:/\n0::/\n';

function cgroup(membership: string, files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'cgroup-'));
  for (const [path, text] of Object.entries({ ...files, membership })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readCgroup({ membership: join(root, 'membership'), root });
}

describe('readCgroup', () => {
  it.each<[string, string, Readonly<Record<string, string>>, object]>([
    [
      'limit and throttling of a container, version 2',
      '0::/\n',
      { 'cpu.max': '150000 100000\n', 'cpu.stat': version2Stat },
      { cpuLimitCores: 1.5, ...throttling },
    ],
    [
      'the tightest limit above a service without one, version 2',
      '0::/team.slice/api.service\n',
      {
        'team.slice/api.service/cpu.max': 'max 100000\n',
        'team.slice/api.service/cpu.stat': 'usage_usec 1\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n',
        'team.slice/cpu.max': '200000 100000\n',
        'team.slice/cpu.stat': version2Stat,
      },
      { cpuLimitCores: 2, ...throttling },
    ],
    [
      'throttling alone where there is no limit, version 2',
      '0::/api.service\n',
      { 'api.service/cpu.max': 'max 100000\n', 'api.service/cpu.stat': version2Stat },
      throttling,
    ],
    [
      'limit and throttling of a group, version 1',
      v1Membership,
      {
        'cpu,cpuacct/kubepods/pod1/c1/cpu.cfs_quota_us': '50000\n',
        'cpu,cpuacct/kubepods/pod1/c1/cpu.cfs_period_us': '100000\n',
        'cpu,cpuacct/kubepods/pod1/c1/cpu.stat': version1Stat,
      },
      { cpuLimitCores: 0.5, ...throttling },
    ],
    [
      'the mounted group of a container that is known by its path on the host, version 1',
      v1Membership,
      {
        'cpu/cpu.cfs_quota_us': '25000\n',
        'cpu/cpu.cfs_period_us': '100000\n',
        'cpu/cpu.stat': version1Stat,
      },
      { cpuLimitCores: 0.25, ...throttling },
    ],
    [
      'no limit where version 1 says -1',
      v1Membership,
      { 'cpu/cpu.cfs_quota_us': '-1\n', 'cpu/cpu.cfs_period_us': '100000\n', 'cpu/cpu.stat': version1Stat },
      throttling,
    ],
    [
      'nothing where the root group of version 2 says nothing',
      '0::/\n',
      { 'cpu.stat': 'usage_usec 5\n' },
      {},
    ],
    ['nothing where there are no control groups', '', {}, {}],
  ])('reads %s', (_, membership, files, expected) => {
    expect(cgroup(membership, files)).toEqual(expected);
  });
});
