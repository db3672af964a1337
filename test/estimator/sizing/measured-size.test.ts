import { describe, expect, it } from 'vitest';
import type { Measurements } from '../../../core/records/index.ts';
import { serverLimitOf } from '../../../estimator/demand/server-bins.ts';
import { measuredSize } from '../../../estimator/sizing/measured-size.ts';
import type { Site } from '../../../estimator/sizing/site.ts';
import { makeSite, type SiteChange } from '../site.ts';

const mib = 2 ** 20;

/** Three replicas of half a core and 256 MiB each: a resource's limits are those of all its servers. */
const measured = (
  used: Readonly<Record<string, number | null>> = { replicas: 3 },
  limits: Readonly<Record<string, number>> = { cores: 1.5, bytes: 768 * mib },
): Measurements => {
  const total = { throughputPerSec: 90, concurrency: 3, p50Ms: null, p95Ms: null, p99Ms: null, errors: 0 };
  const bin = {
    source: 0,
    startMs: 0,
    durationMs: 15_000,
    step: 0,
    total,
    requests: {},
    used: { api: used },
  };
  return {
    schemaVersion: 1,
    sources: [],
    resources: [{ name: 'api', observedBy: 'kubernetes', limits, idle: {}, unavailable: null }],
    bins: [bin],
    dropped: [],
    steps: [],
  };
};

type Planned = ReturnType<Site['safeUtilisation']>;

const plannedFor = (utilisation: number) => (): Planned => ({
  ...{ utilisation, lowest: utilisation, highest: utilisation },
  ...{ rule: 'utilisation-target', rules: [] },
});

const sizeOf = (change: SiteChange = {}, measurements = measured(), planned = plannedFor(0.6)) =>
  measuredSize(
    makeSite(change),
    {
      measurements,
      serverCores: serverLimitOf(measurements, 'api', 'cores'),
      serverMemoryBytes: serverLimitOf(measurements, 'api', 'bytes'),
    },
    planned,
  );

describe('the measured size', () => {
  it('was there as often as in the run of the most', () => {
    const { bins, ...others } = measured();
    const one = bins.map((bin) => ({ ...bin, source: 1, used: { api: { replicas: 1 } } }));
    expect(sizeOf({}, { ...others, bins: [...bins, ...one] })?.measuredCount).toBe(3);
  });

  it('is one server of those that were measured, and is counted like the sizes of a platform', () => {
    const size = sizeOf({ deployment: { redundancy: 'none' } });
    expect(size).toMatchObject({ resource: 'api', unit: 'replica', cores: 0.5, memoryBytes: 256 * mib });
    expect(size).toMatchObject({ measuredCount: 3, refused: null });
    // ⌈450 · .012 / (.5 · .6 − .02)⌉ = 20; each then uses 450 · .012 / 20 + .02 = .29 of its half core.
    expect(size?.carried).toMatchObject({
      count: { low: 20, mid: 20, high: 20 },
      needed: { cpu: 20, memory: null },
    });
    expect(size?.carried?.utilisation).toBeCloseTo(0.58, 12);
  });

  it('has the redundancy of the deployment on top', () => {
    expect(sizeOf()?.carried?.count.mid).toBe(21);
  });

  it('takes no other machine into its bounds, only the demand and how long requests wait', () => {
    const cpuSecPerRequest = { low: 0.011, mid: 0.012, high: 0.013 };
    const { carried } = sizeOf({ demand: { cpuSecPerRequest }, deployment: { redundancy: 'none' } }) ?? {};
    // ⌈450 · .011 / .28⌉ and ⌈450 · .013 / .28⌉
    expect(carried?.count).toEqual({ low: 18, mid: 20, high: 21 });
  });

  it('is counted by memory where that takes more of them', () => {
    const memory = {
      ...{ peakBytes: 200 * mib, baseBytes: 100 * mib, bytesPerInFlight: 200 * mib },
      basis: 'fit',
    } as const;
    // 18 in flight · 200 MiB / (.8 · 256 − 100 MiB)
    expect(sizeOf({ demand: { memory } })?.carried?.needed.memory).toBe(35);
  });

  it.each([
    ['nobody counted the servers', measured({ cores: 1 })],
    ['the CPU has no limit', measured({ replicas: 3 }, {})],
  ])('is not known where %s', (_, measurements) => {
    expect(sizeOf({}, measurements)).toBeNull();
  });

  it.each([
    ['the objective cannot be kept', {}, (): Planned => 'p99 cannot be kept', /^p99 cannot be kept$/],
    [
      'an idle server is above the target',
      { demand: { idleCores: 0.4 } },
      plannedFor(0.6),
      /an idle server uses 0\.400/,
    ],
    [
      'the server does not fit its memory',
      {
        demand: {
          memory: { peakBytes: 1, baseBytes: 250 * mib, bytesPerInFlight: 0, basis: 'peak' } as const,
        },
      },
      plannedFor(0.6),
      /needs more than 313 MiB of memory/,
    ],
  ])('says why no count would do: %s', (_, change, planned, reason) => {
    const size = sizeOf(change, measured(), planned);
    expect(size).toMatchObject({ carried: null, refused: expect.stringMatching(reason) });
  });
});

it.each([
  ['of all its servers, shared', measured(), 0.5],
  ['of the one that there is, where nothing counts them', measured({}), 1.5],
  ['not known', measured({}, {}), null],
])("a server's limit is %s", (_, measurements, limit) => {
  expect(serverLimitOf(measurements, 'api', 'cores')).toBe(limit);
});
