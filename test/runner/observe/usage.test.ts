import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../runner/observe/usage.ts';
import { FakeProcfs } from './fake-procfs.ts';

describe('readUsage', () => {
  it('gives CPU time and memory as the process itself knows them', () => {
    const { user, system } = process.cpuUsage();
    const usage = readUsage(process.pid);
    expect(Math.abs((usage?.cpuSeconds ?? 0) - (user + system) / 1e6)).toBeLessThan(0.1);
    expect((usage?.memoryBytes ?? 0) / process.memoryUsage.rss()).toBeCloseTo(1, 1);
  });

  it('leaves the children out', () => {
    const procfs = new FakeProcfs();
    procfs.write(
      { pid: 20, threads: { 20: 120, 21: 30 }, reapedTicks: 999, residentKib: 8 },
      { pid: 30, parentPid: 20, threads: { 30: 500 }, residentKib: 64 },
    );
    expect(readUsage(20, procfs.root)).toEqual({ cpuSeconds: 1.5, memoryBytes: 8192 });
  });

  it('gives nothing for a process that is not there', () => {
    expect(readUsage(20, new FakeProcfs().root)).toBeUndefined();
  });
});
