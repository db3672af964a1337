import { describe, expect, it } from 'vitest';
import { heapLimitBytes, watchMachine } from '../../../runner/local/machine.ts';

const mebibyte = 1024 * 1024;

describe('the heap limit of a worker', () => {
  it.each([
    ['leaves room for its virtual users', 1, 100, 64_000, 512 + 800],
    ['leaves room for its share of them', 4, 100, 64_000, 512 + 200],
    ['is its share of what is free, if that is less', 4, 100, 2_500, 500],
    ['is none where there is much too little', 4, 100, 1_000, undefined],
  ])('%s', (_, workers, vus, freeMebibytes, limitMebibytes) => {
    expect(heapLimitBytes(workers, vus, freeMebibytes * mebibyte)).toBe(
      limitMebibytes === undefined ? undefined : limitMebibytes * mebibyte,
    );
  });

  it('follows what this machine has when it is not told', () => {
    expect(heapLimitBytes(1, 1) ?? 0).toBeLessThanOrEqual(520 * mebibyte);
  });
});

describe('this machine', () => {
  it('has CPUs and memory, and was busy for a share of the time', async () => {
    const generator = watchMachine();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { cpus, memoryBytes, busyShare } = generator();
    expect(cpus).toBeGreaterThan(0);
    expect(memoryBytes).toBeGreaterThan(64 * mebibyte);
    expect(busyShare ?? 0).toBeGreaterThanOrEqual(0);
    expect(busyShare ?? 0).toBeLessThanOrEqual(1);
  });
});
