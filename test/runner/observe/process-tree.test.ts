import { describe, expect, it } from 'vitest';
import { ProcessTree } from '../../../runner/observe/process-tree.ts';
import { type FakeProcess, FakeProcfs } from './fake-procfs.ts';

function makeTree(...processes: readonly FakeProcess[]) {
  const procfs = new FakeProcfs();
  procfs.write(...processes);
  const tree = new ProcessTree(procfs.root);
  return {
    tree,
    procfs,
    pids: () =>
      tree
        .read()
        .map(({ pid }) => pid)
        .sort(),
  };
}

describe('ProcessTree', () => {
  it('holds the root and its descendants, also where a child has the lower pid', () => {
    const { tree, pids } = makeTree(
      { pid: 5, parentPid: 30 },
      { pid: 20, parentPid: 1 },
      { pid: 30, parentPid: 20 },
      { pid: 40, parentPid: 1 },
    );
    expect(tree.adopt(20)).toBe(true);
    expect(pids()).toEqual([20, 30, 5]);
  });

  it('takes in who comes and lets go who ends', () => {
    const { tree, procfs, pids } = makeTree({ pid: 20 }, { pid: 21, parentPid: 20 });
    tree.adopt(20);
    expect(pids()).toEqual([20, 21]);
    procfs.write({ pid: 20 }, { pid: 22, parentPid: 20 }, { pid: 23, parentPid: 22 });
    expect(pids()).toEqual([20, 22, 23]);
  });

  it('keeps a process whose parent has ended, and its children', () => {
    const { tree, procfs, pids } = makeTree({ pid: 20 }, { pid: 21, parentPid: 20 });
    tree.adopt(20);
    expect(pids()).toEqual([20, 21]);
    procfs.write({ pid: 21, parentPid: 1 }, { pid: 22, parentPid: 21 });
    expect(pids()).toEqual([21, 22]);
  });

  it('does not take another process for a member because it got its pid', () => {
    const { tree, procfs, pids } = makeTree({ pid: 20 }, { pid: 21, parentPid: 20, startTicks: 7 });
    tree.adopt(20);
    expect(pids()).toEqual([20, 21]);
    procfs.write({ pid: 20 }, { pid: 21, parentPid: 1, startTicks: 8 });
    expect(pids()).toEqual([20]);
  });

  it('looks again at a pid that a stranger had', () => {
    const { tree, procfs, pids } = makeTree({ pid: 20 }, { pid: 30 });
    tree.adopt(20);
    expect(pids()).toEqual([20]);
    procfs.write({ pid: 20 });
    expect(pids()).toEqual([20]);
    procfs.write({ pid: 20 }, { pid: 30, parentPid: 20 });
    expect(pids()).toEqual([20, 30]);
  });

  it.each([
    ['a process that is not there', 99],
    ['a zombie', 50],
  ])('does not adopt %s', (_, pid) => {
    const { tree, pids } = makeTree({ pid: 50, state: 'Z' });
    expect(tree.adopt(pid)).toBe(false);
    expect(pids()).toEqual([]);
  });
});
