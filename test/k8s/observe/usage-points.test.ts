import { describe, expect, it } from 'vitest';
import { UsagePoints } from '../../../k8s/observe/usage-points.ts';
import type { PodState, PodUsage } from '../../../k8s/observe/workload.ts';

const pod = (name: string, isRunning = true): PodState => ({
  name,
  uid: name,
  isRunning,
  isReady: isRunning,
  restarts: 0,
  cpuLimitCores: undefined,
  memoryLimitBytes: undefined,
});

/** A sample of the 15 seconds that end at `endSec`. */
const sample = (name: string, endSec: number, cpuCores: number): PodUsage => ({
  pod: name,
  endMs: endSec * 1_000,
  windowMs: 15_000,
  cpuCores,
  memoryBytes: 100,
});

type Reading = readonly [pods: readonly PodState[], usage: readonly PodUsage[]];
const [a, b] = [pod('a'), pod('b')];

describe('UsagePoints', () => {
  it.each<
    [
      string,
      readonly Reading[],
      readonly (readonly [endSec: number, cores: number | null, busiest?: number])[],
    ]
  >([
    [
      'sums the pods, and keeps the busiest',
      [
        [
          [a, b],
          [sample('a', 15, 0.2), sample('b', 15, 0.5)],
        ],
      ],
      [
        [0, null],
        [15, 0.7, 0.5],
      ],
    ],
    [
      'makes no new point of a sample that it has had',
      [
        [[a], [sample('a', 15, 0.2)]],
        [[a], [sample('a', 15, 0.2)]],
        [[a], [sample('a', 30, 0.4)]],
      ],
      [
        [0, null],
        [15, 0.2, 0.2],
        [30, 0.4, 0.4],
      ],
    ],
    [
      'waits for the pod whose sample is still the old one',
      [
        [
          [a, b],
          [sample('a', 15, 0.2), sample('b', 14, 0.5)],
        ],
        [
          [a, b],
          [sample('a', 30, 0.3), sample('b', 14, 0.5)],
        ],
        [
          [a, b],
          [sample('a', 30, 0.3), sample('b', 29, 0.4)],
        ],
      ],
      [
        [0, null],
        [15, 0.7, 0.5],
        [30, 0.7, 0.4],
      ],
    ],
    [
      'knows nothing of the time in which a running pod has no sample, and says so',
      [
        [[a], [sample('a', 15, 0.2)]],
        [[a, b], [sample('a', 30, 0.3)]],
        [[a, b], [sample('a', 45, 0.3)]],
        [
          [a, b],
          [sample('a', 60, 0.3), sample('b', 60, 0.1)],
        ],
      ],
      [
        [0, null],
        [15, 0.2, 0.2],
        [45, null],
        [60, 0.4, 0.3],
      ],
    ],
    [
      'counts no pod that does not run, nor what is left of one that is gone',
      [
        [
          [a, pod('b', false)],
          [sample('a', 15, 0.2), sample('gone', 15, 0.9)],
        ],
      ],
      [
        [0, null],
        [15, 0.2, 0.2],
      ],
    ],
    ['makes nothing of no pods', [[[], [sample('gone', 15, 0.9)]]], []],
  ])('%s', (_, readings, expected) => {
    const usage = new UsagePoints();
    for (const [pods, samples] of readings) usage.take(pods, samples);
    expect(
      usage.points.map(({ endMs, used }) =>
        used === null ? [endMs / 1_000, null] : [endMs / 1_000, used.cpuCores, used.busiestPodCores],
      ),
    ).toEqual(
      expected.map(([endSec, cores, busiest]) =>
        cores === null ? [endSec, null] : [endSec, expect.closeTo(cores), busiest],
      ),
    );
  });

  it('names the pods that have no sample yet', () => {
    const usage = new UsagePoints();
    usage.take([a, b], [sample('b', 15, 0.1)]);
    expect(usage.missing).toEqual(['a']);
  });
});
