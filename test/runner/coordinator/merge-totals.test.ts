import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeedPoint, overflowTag } from '../../../runner/coordinator/feed.ts';
import { selectState } from '../../../runner/coordinator/select.ts';
import {
  clockMs,
  expectSameAtCoarserScale,
  expectTotals,
  originMs,
  pushesOf,
  receiveAll,
  run,
  startedMerge,
  trendOf,
} from './merged-work.ts';
import { SimulatedWorker, seriesOf, type Work } from './simulated-worker.ts';

describe('totals', () => {
  it('are the same whichever pushes are lost on the way, as long as the last arrives', () => {
    fc.assert(
      fc.property(run, fc.infiniteStream(fc.boolean()), (works, arrives) => {
        const merge = startedMerge();
        receiveAll(
          merge,
          pushesOf(works).filter((_, i) => i === works.length - 1 || arrives.next().value),
        );
        expectTotals(merge, works);
      }),
    );
  });

  it('are the same in whatever order pushes arrive, and if they arrive twice', () => {
    const shuffled = run.chain((works) =>
      fc.tuple(
        fc.constant(works),
        fc.shuffledSubarray([...works.keys(), ...works.keys()], { minLength: 2 * works.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([works, order]) => {
        const merge = startedMerge();
        const pushes = pushesOf(works);
        receiveAll(
          merge,
          order.map((i) => pushes[i] ?? []),
        );
        expectTotals(merge, works);
      }),
    );
  });

  it('of four workers are those of one that did the work of all', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 4, maxLength: 4 }), (runs) => {
        const four = startedMerge();
        runs.forEach((works, worker) => {
          receiveAll(four, pushesOf(works), worker);
        });
        expectTotals(four, runs.flat());
        const one = startedMerge();
        receiveAll(one, pushesOf(runs.flat()));
        expectSameAtCoarserScale(trendOf(four), trendOf(one));
      }),
    );
  });

  it('go on when a series starts anew, as after its SDK was set up again', () => {
    fc.assert(
      fc.property(run, run, (before, after) => {
        const merge = startedMerge();
        receiveAll(merge, pushesOf(before));
        const restarted = new SimulatedWorker(clockMs + originMs + 20_000);
        after.forEach((done, i) => {
          const timeMs = clockMs + originMs + 21_000 + i * 1_000;
          merge.receive(0, restarted.push(timeMs, done), timeMs - clockMs);
        });
        expectTotals(merge, [...before, ...after]);
      }),
    );
  });

  it('are not held back by a clock that is set back', () => {
    const merge = startedMerge();
    const worker = new SimulatedWorker(clockMs);
    const done: Work = { iterations: 10, durations: [5], passes: 1, fails: 0 };
    [1_000, 2_000, -8_000, -7_000].forEach((stampMs, i) => {
      merge.receive(0, worker.push(clockMs + originMs + stampMs, done), originMs + (i + 1) * 1_000);
    });
    expectTotals(merge, [done, done, done, done]);
  });

  it('keep what a falling counter lost', () => {
    const merge = startedMerge();
    const counted = (count: number, timeMs: number): FeedPoint[] => [
      { series: seriesOf('balance'), startMs: 0, timeMs, state: { type: 'counter', count } },
    ];
    merge.receive(0, counted(10, 1_000), 1_000);
    merge.receive(0, counted(4, 2_000), 2_000);
    expect(selectState(merge.totals(), 'balance')).toEqual({ type: 'counter', count: 4 });
  });

  it('do not change by a push without a point, as a worker without work sends it', () => {
    const merge = startedMerge();
    merge.receive(0, [], originMs + 1_000);
    expect([merge.totals(), merge.takeBins(Infinity), merge.clockDriftMs(0)]).toEqual([[], [], 0]);
    expect([merge.pushesOf(0), merge.lastPushMs(0)]).toEqual([1, originMs + 1_000]);
  });

  it('name the metrics that had more tags than the SDK keeps apart', () => {
    const merge = startedMerge();
    const series = seriesOf('http_reqs', { [overflowTag]: 'true' });
    merge.receive(0, [{ series, startMs: 0, timeMs: 1, state: { type: 'counter', count: 3 } }], 1);
    expect(merge.overflowed).toEqual(['http_reqs']);
  });
});
