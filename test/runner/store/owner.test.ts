import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isGone, thisProcess } from '../../../runner/store/owner.ts';

describe('the owner of a run', () => {
  it('is there while its process is', () => {
    expect(isGone(thisProcess())).toBe(false);
  });

  it('is there as far as can be told where there is no procfs', () => {
    expect(isGone({ ...thisProcess(), startTicks: null })).toBe(false);
  });

  it('is gone when its process has ended, with procfs and without', async () => {
    const child = spawn('true');
    await once(child, 'close');
    const pid = child.pid ?? 0;
    expect(isGone({ ...thisProcess(), pid })).toBe(true);
    expect(isGone({ ...thisProcess(), pid, startTicks: null })).toBe(true);
  });

  it('is gone when another process has its pid', () => {
    expect(isGone({ ...thisProcess(), startTicks: 1 })).toBe(true);
  });

  it('on another machine counts as there', () => {
    expect(isGone({ ...thisProcess(), host: 'elsewhere', startTicks: 1 })).toBe(false);
  });
});
