import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listPids, readProcess, readStat } from '../../../runner/observe/process-reading.ts';
import { FakeProcfs } from './fake-procfs.ts';

describe('readProcess', () => {
  it('reads this process as it knows itself', () => {
    const before = readdirSync('/proc/self/fd').length;
    const reading = readProcess('/proc', process.pid);
    expect(reading).toMatchObject({ pid: process.pid, parentPid: process.ppid });
    expect(reading?.ticksByThread.has(process.pid)).toBe(true);
    expect(reading?.ticksByThread.size).toBe(reading?.threads);
    expect(Math.abs((reading?.openFiles ?? 0) - before)).toBeLessThanOrEqual(2);
  });

  it('gives the CPU time of each thread', () => {
    const procfs = new FakeProcfs();
    procfs.write({ pid: 20, threads: { 20: 5, 21: 7 } });
    expect(readProcess(procfs.root, 20)).toMatchObject({
      ownTicks: 12,
      ticksByThread: new Map([
        [20, 5],
        [21, 7],
      ]),
    });
  });

  it('finds nothing where there is no process', () => {
    const procfs = new FakeProcfs();
    expect(readProcess(procfs.root, 20)).toBeUndefined();
    expect(readStat(procfs.root, 20)).toBeUndefined();
  });
});

describe('listPids', () => {
  it.each([
    ['processes, and nothing else that procfs holds', '/proc', true],
    ['none where there is no procfs', '/nowhere', false],
  ])('lists %s', (_, procRoot, any) => {
    expect(listPids(procRoot).includes(process.pid)).toBe(any);
    expect(listPids(procRoot).every(Number.isInteger)).toBe(true);
  });
});
