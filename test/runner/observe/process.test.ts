import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { ObservedSeries } from '../../../core/records/index.ts';
import { type PidLookup, processSource } from '../../../runner/observe/process.ts';
import { makeContext } from '../test-context.ts';
import { type FakeProcess, FakeProcfs } from './fake-procfs.ts';

/** A procfs and a clock that are moved on by hand; the run's clock starts 300 ms before its first second. */
function observe(pid: number | (() => PidLookup), ...processes: readonly FakeProcess[]) {
  return observeIn('/nowhere', pid, ...processes);
}

function observeIn(
  cgroupRoot: string,
  pid: number | (() => PidLookup),
  ...processes: readonly FakeProcess[]
) {
  const procfs = new FakeProcfs();
  procfs.write(...processes);
  let nowMs = 50_000;
  let wake = () => {};
  const ctx = makeContext({
    monotonicMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        const dueMs = nowMs + durationMs;
        wake = () => nowMs >= dueMs && resolve();
        signal?.addEventListener('abort', () => resolve());
      }),
  });
  const source = processSource(ctx, { pid, name: 'api', procRoot: procfs.root, cgroupRoot });
  const tMs = () => nowMs - 50_300;
  return {
    start: () => source.start({ tMs }),
    async advance(durationMs: number, ...after: readonly FakeProcess[]) {
      procfs.write(...after);
      nowMs += durationMs;
      wake();
      await new Promise(setImmediate);
    },
    fresh: () => source.fresh?.() ?? [],
    async finish(startMs = -1_000, endMs = 60_000) {
      const series = await source.finish({ startMs, endMs });
      return Object.fromEntries(series.map((one) => [one.metric, one]));
    },
  };
}

const points = (series: ObservedSeries | undefined) => series?.points;

describe('processSource', () => {
  it('gives each series of a tree with its unit and what its times label', async () => {
    const run = observe(20, { pid: 20, threads: { 20: 100, 21: 50 }, residentKib: 4, openFiles: 3 });
    await run.start();
    await run.advance(
      1_300,
      { pid: 20, threads: { 20: 165, 21: 50 }, residentKib: 6, openFiles: 4 },
      { pid: 30, parentPid: 20, threads: { 30: 39 }, residentKib: 2, openFiles: 1 },
    );
    const series = await run.finish();
    const common = { source: 'process', resource: 'api' };
    expect(series).toEqual({
      cpu_cores: {
        ...common,
        metric: 'cpu_cores',
        unit: 'cores',
        stamps: 'end',
        points: [[1000, expect.closeTo(0.8)]],
      },
      busiest_thread_cores: {
        ...common,
        metric: 'busiest_thread_cores',
        unit: 'cores',
        stamps: 'end',
        points: [[1000, expect.closeTo(0.5)]],
      },
      memory_bytes: {
        ...common,
        metric: 'memory_bytes',
        unit: 'bytes',
        stamps: 'instant',
        points: [
          [-300, 4096],
          [1000, 8192],
        ],
      },
      open_files: {
        ...common,
        metric: 'open_files',
        unit: '',
        stamps: 'instant',
        points: [
          [-300, 3],
          [1000, 5],
        ],
      },
      threads: {
        ...common,
        metric: 'threads',
        unit: '',
        stamps: 'instant',
        points: [
          [-300, 2],
          [1000, 3],
        ],
      },
    });
  });

  it('says what the control group of the working process leaves it of the machine', async () => {
    const cgroupRoot = mkdtempSync(join(tmpdir(), 'cgroup-'));
    mkdirSync(join(cgroupRoot, 'cpu/api'), { recursive: true });
    writeFileSync(join(cgroupRoot, 'cpu/api/cpu.cfs_quota_us'), '50000\n');
    writeFileSync(join(cgroupRoot, 'cpu/api/cpu.cfs_period_us'), '100000\n');
    const shell = { pid: 20, threads: { 20: 1 }, cgroup: '4:cpu:/\n' };
    const server = { pid: 21, parentPid: 20, threads: { 21: 90 }, cgroup: '4:cpu:/api\n' };
    const run = observeIn(cgroupRoot, 20, shell, server);
    await run.start();
    await run.advance(1_300, shell, server);
    const { cpu_limit_cores } = await run.finish();
    expect(points(cpu_limit_cores)).toEqual([
      [-300, 0.5],
      [1000, 0.5],
    ]);
  });

  it('samples on the whole seconds of the run and gives the window with the point after it', async () => {
    const run = observe(20, { pid: 20, residentKib: 1 });
    await run.start();
    for (const durationMs of [1_300, 1_000, 1_004, 996])
      await run.advance(durationMs, { pid: 20, residentKib: 1 });
    const { memory_bytes } = await run.finish(1_500, 2_500);
    expect(points(memory_bytes)?.map(([tMs]) => tMs)).toEqual([2000, 3004]);
  });

  it('takes a last sample at the end when enough time has passed since the one before', async () => {
    const run = observe(20, { pid: 20 });
    await run.start();
    await run.advance(900, { pid: 20, threads: { 20: 45 } });
    expect(points((await run.finish()).cpu_cores)).toEqual([[600, expect.closeTo(0.5)]]);
  });

  it('tells of each reading once while the run goes on, and of all of them at the end', async () => {
    const run = observe(20, { pid: 20, residentKib: 1 });
    await run.start();
    const memoryTimes = () =>
      run
        .fresh()
        .flatMap(({ metric, points }) => (metric === 'memory_bytes' ? points.map(([tMs]) => tMs) : []));
    const told = [memoryTimes()];
    for (const durationMs of [1_300, 1_000]) {
      await run.advance(durationMs, { pid: 20, residentKib: 1 });
      told.push(memoryTimes());
    }
    told.push(memoryTimes());
    expect(told).toEqual([[-300], [1000], [2000], []]);
    expect(points((await run.finish()).memory_bytes)).toHaveLength(3);
  });

  it('ends with empty points and the reason when the process has ended', async () => {
    const run = observe(20, { pid: 20, threads: { 20: 10 } });
    await run.start();
    await run.advance(1_300);
    await run.advance(1_000, { pid: 20, startTicks: 900, threads: { 20: 5 } });
    const { cpu_cores, memory_bytes } = await run.finish();
    expect(cpu_cores).toMatchObject({ unavailable: 'process 20 has ended' });
    expect(points(cpu_cores)).toEqual([
      [1000, null],
      [2000, null],
    ]);
    expect(points(memory_bytes)?.at(-1)).toEqual([2000, null]);
  });

  it('has no CPU of a load that was over before the second reading, and says so', async () => {
    const run = observe(20, { pid: 20 });
    await run.start();
    const { cpu_cores, memory_bytes } = await run.finish();
    expect(cpu_cores).toMatchObject({ points: [], unavailable: 'the load was too short for two readings' });
    expect(memory_bytes).not.toHaveProperty('unavailable');
  });

  it('holds a zombie for ended', async () => {
    const run = observe(20, { pid: 20 });
    await run.start();
    await run.advance(1_300, { pid: 20, state: 'Z' });
    expect((await run.finish()).threads).toMatchObject({ unavailable: 'process 20 has ended' });
  });

  it('goes on with the process that takes the place of an ended one', async () => {
    let pid = 20;
    const run = observe(() => pid, { pid: 20, threads: { 20: 10 } });
    await run.start();
    pid = 70;
    await run.advance(1_300);
    await run.advance(1_000, { pid: 70, threads: { 70: 500 } });
    await run.advance(1_000, { pid: 70, threads: { 70: 540 } });
    const { cpu_cores } = await run.finish();
    expect(points(cpu_cores)).toEqual([
      [1000, null],
      [3000, expect.closeTo(0.4)],
    ]);
    expect(cpu_cores).not.toHaveProperty('unavailable');
  });

  it.each<[string, number | (() => PidLookup), readonly FakeProcess[], string]>([
    ['there is no such process', 99, [{ pid: 20 }], 'there is no process 99'],
    ['the process cannot be found', () => ({ unavailable: 'not up yet' }), [{ pid: 20 }], 'not up yet'],
    ['there is no procfs', 99, [], 'processes can be observed on Linux only'],
  ])('says why there is nothing when %s', async (_, pid, processes, reason) => {
    const run = observe(pid, ...processes);
    await run.start();
    for (const series of Object.values(await run.finish())) {
      expect(series).toMatchObject({ unavailable: expect.stringContaining(reason) });
      expect(series.points.every(([, value]) => value === null)).toBe(true);
    }
  });

  it('counts the CPU of a real process tree as that tree does itself', async () => {
    const burner = `
      const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
      const before = used();
      while (used() < before + 0.5);
      console.log(used() - before);
      setInterval(() => {}, 1000);`;
    const shell = spawn('sh', ['-c', `"${process.execPath}" -e '${burner}' & read go; kill $!; wait`]);
    const ctx = makeContext();
    const zeroMs = ctx.monotonicMs();
    const source = processSource(ctx, { pid: shell.pid ?? 0, name: 'burner' });
    await source.start({ tMs: () => ctx.monotonicMs() - zeroMs });

    const [line] = await once(createInterface(shell.stdout), 'line');
    await ctx.sleep(600);
    const series = await source.finish({ startMs: 0, endMs: 60_000 });
    shell.stdin.end('go\n');

    let [fromMs, cpuSeconds] = [0, 0];
    for (const [tMs, cores] of series.find(({ metric }) => metric === 'cpu_cores')?.points ?? []) {
      cpuSeconds += ((cores ?? 0) * (tMs - fromMs)) / 1000;
      fromMs = tMs;
    }
    // Node needs some CPU time to start, too.
    expect(cpuSeconds).toBeGreaterThan(Number(line) - 0.02);
    expect(cpuSeconds).toBeLessThan(Number(line) + 0.2);
  });
});
