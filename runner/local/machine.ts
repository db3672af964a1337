import { arch, cpus, freemem, platform, release, totalmem } from 'node:os';
import { availableMemory } from 'node:process';
import type { Generator } from '../result/generator.ts';

const mebibyte = 1024 * 1024;

/** Heap that a worker may fill, whatever its virtual users hold. */
const baseHeapBytes = 512 * mebibyte;

/** What a virtual user's script and buffers may hold; most hold a tenth of it. */
const heapBytesPerVu = 8 * mebibyte;

/** Share of the free memory that all workers together may take. */
const usableShare = 0.8;

/**
 * The heap limit of each of a run's workers, well below which k6 collects garbage only seldom; `undefined` where
 * memory is too short for that, and Go's own rule is the better one.
 */
export function heapLimitBytes(
  workers: number,
  maxVus: number,
  freeBytes = usableBytes(),
): number | undefined {
  const wanted = baseHeapBytes + (maxVus / workers) * heapBytesPerVu;
  const available = (freeBytes * usableShare) / workers;
  return available < wanted / 2 ? undefined : Math.round(Math.min(wanted, available));
}

/** What is free on the machine, or in the control group that limits this process, whichever is less. */
function usableBytes(): number {
  return Math.min(freemem(), availableMemory());
}

interface CpuTimes {
  readonly busyMs: number;
  readonly totalMs: number;
}

function cpuTimes(): CpuTimes {
  const times = cpus().map((cpu) => cpu.times);
  const totalMs = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { totalMs, busyMs: totalMs - times.reduce((sum, { idle }) => sum + idle, 0) };
}

/** This machine as the one that load comes from. */
export function thisMachine(): Omit<Generator, 'busyShare'> {
  return { cpus: cpus().length, memoryBytes: totalmem(), platform: `${platform()} ${arch()} ${release()}` };
}

/** Begins to measure how busy this machine is; the returned function gives the machine, and that share, at the end. */
export function watchMachine(): () => Generator {
  const start = cpuTimes();
  return () => {
    const end = cpuTimes();
    const totalMs = end.totalMs - start.totalMs;
    return {
      ...thisMachine(),
      busyShare: totalMs > 0 ? (end.busyMs - start.busyMs) / totalMs : undefined,
    };
  };
}
