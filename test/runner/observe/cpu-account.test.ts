import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuBetween } from '../../../runner/observe/cpu-account.ts';
import type { ProcessReading } from '../../../runner/observe/process-reading.ts';
import { reading } from './fake-procfs.ts';

const root = { pid: 10, startTicks: 1 };
const child = { pid: 11, startTicks: 2, parentPid: 10 };

describe('cpuBetween', () => {
  it.each<[string, ProcessReading[], ProcessReading[], number]>([
    [
      'what a process used since',
      [reading({ ...root, ownTicks: 40 })],
      [reading({ ...root, ownTicks: 90 })],
      50,
    ],
    [
      'all that a process used which was started since',
      [reading(root)],
      [reading(root), reading({ ...child, ownTicks: 7 })],
      7,
    ],
    [
      'a process that came and went in between, which its parent reaped',
      [reading({ ...root, reapedTicks: 5 })],
      [reading({ ...root, reapedTicks: 25 })],
      20,
    ],
    [
      'only the rest of a process that was counted before and has ended',
      [reading(root), reading({ ...child, ownTicks: 60 })],
      [reading({ ...root, reapedTicks: 65 })],
      5,
    ],
    [
      'nothing twice when a whole branch has ended',
      [
        reading(root),
        reading({ ...child, ownTicks: 30, reapedTicks: 3 }),
        reading({ pid: 12, startTicks: 3, parentPid: 11, ownTicks: 20 }),
      ],
      [reading({ ...root, reapedTicks: 54 })],
      1,
    ],
    [
      'nothing of an ended process that its parent does not wait for',
      [reading(root), reading({ ...child, ownTicks: 30 })],
      [reading(root)],
      0,
    ],
    [
      'a pid that was given to another process as that other process',
      [reading(root), reading({ ...child, ownTicks: 30 })],
      [reading({ ...root, reapedTicks: 30 }), reading({ ...child, startTicks: 9, ownTicks: 4 })],
      4,
    ],
  ])('counts %s', (_, before, after, ticks) => {
    expect(cpuBetween(before, after).ticks).toBe(ticks);
  });

  it('gives what the busiest thread used, new ones from their start', () => {
    const before = [reading({ ...root, ticksByThread: new Map([[10, 500]]) })];
    const after = [
      reading({
        ...root,
        ticksByThread: new Map([
          [10, 520],
          [13, 5],
        ]),
      }),
      reading({ ...child, ticksByThread: new Map([[11, 80]]) }),
    ];
    expect(cpuBetween(before, after).busiestThreadTicks).toBe(80);
  });

  it('adds up to what the tree has used, whatever comes and goes, when parents wait for their children', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { counted, used } = simulate(steps, 'leaves only');
        expect(counted).toBe(used);
      }),
    );
  });

  it('never adds up to more than the tree has used, also when processes are orphaned', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { counted, used } = simulate(steps, 'any');
        expect(counted).toBeLessThanOrEqual(used);
      }),
    );
  });
});

const step = fc.record({
  act: fc.constantFrom('fork', 'burn', 'exit', 'sample'),
  which: fc.nat(),
  ticks: fc.nat({ max: 100 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Simulated {
  readonly pid: number;
  parentPid: number;
  ownTicks: number;
  reapedTicks: number;
}

/** Plays forks, work and exits, and compares what the account counts with what was used until the last sample. */
function simulate(steps: readonly Step[], exits: 'leaves only' | 'any') {
  let alive: Simulated[] = [{ pid: 1000, parentPid: 1, ownTicks: 0, reapedTicks: 0 }];
  let nextPid = 1001;
  let burnt = 0;
  let [counted, used] = [0, 0];
  const readings = () => alive.map((process) => reading({ ...process }));
  let before = readings();
  for (const { act, which, ticks } of [...steps, { act: 'sample', which: 0, ticks: 0 }]) {
    const chosen = alive[which % alive.length];
    if (chosen === undefined) continue;
    if (act === 'fork') alive.push({ pid: nextPid++, parentPid: chosen.pid, ownTicks: 0, reapedTicks: 0 });
    if (act === 'burn') {
      chosen.ownTicks += ticks;
      burnt += ticks;
    }
    const children = alive.filter(({ parentPid }) => parentPid === chosen.pid);
    if (act === 'exit' && chosen.pid !== 1000 && (exits === 'any' || children.length === 0)) {
      for (const orphan of children) orphan.parentPid = 1;
      const parent = alive.find(({ pid }) => pid === chosen.parentPid);
      if (parent !== undefined) parent.reapedTicks += chosen.ownTicks + chosen.reapedTicks;
      alive = alive.filter((process) => process !== chosen);
    }
    if (act === 'sample') {
      const after = readings();
      counted += cpuBetween(before, after).ticks;
      used = burnt;
      before = after;
    }
  }
  return { counted, used };
}
