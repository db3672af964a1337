import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../../core/active-run.ts';
import type { ObservedSeries, ServerThresholdSpec } from '../../../core/records/index.ts';
import { LiveFeed } from '../../../runner/observe/live-feed.ts';

const spec: ServerThresholdSpec = {
  source: 'kubernetes',
  metric: 'cpu_cores',
  stat: 'max',
  op: '<',
  value: 1,
  warmUpMs: 0,
  abortOnFail: true,
};

const stateOf = (phase: LiveState['phase'], elapsedMs: number): LiveState => ({
  ...{ phase, elapsedMs, maxDurationMs: 60_000 },
  ...{ workersReady: 2, workers: 2, iterations: 0, requests: 0, requestsPerSec: 0 },
  ...{ p95Ms: undefined, failedRate: undefined, generatorCpuCores: undefined },
  ...{ vus: 2, droppedIterations: 0 },
  thresholds: [{ metric: 'checks', expression: 'rate==1', ok: true, observed: 1 }],
});

const cpu = (tMs: number, cores: number): ObservedSeries => ({
  ...{ source: 'kubernetes', resource: 'checkout', metric: 'cpu_cores', unit: 'cores', stamps: 'end' },
  points: [[tMs, cores]],
});

/** What listeners have seen of the threshold on the server, and whether the run was stopped. */
function fed(states: readonly (readonly [LiveState, number])[]) {
  const stop = new AbortController();
  const feed = new LiveFeed([spec], stop);
  const seen: unknown[] = [];
  feed.onLive(({ thresholds }) => seen.push(thresholds.map(({ ok }) => ok)));
  for (const [state, cores] of states) feed.take(state, () => [cpu(state.elapsedMs, cores)]);
  return { seen, stopped: stop.signal.aborted, reason: stop.signal.reason, aborting: feed.aborting };
}

describe('the live view of a run', () => {
  const early = [stateOf('load', 1_000), 0.5] as const;
  const good = [stateOf('load', 5_000), 0.5] as const;
  const bad = [stateOf('load', 10_000), 1.5] as const;

  it('has the thresholds on servers beside those of the coordinator', () => {
    const { seen, stopped } = fed([early, good]);
    expect({ last: seen.at(-1), stopped }).toEqual({ last: [true, true], stopped: false });
  });

  it('stops the run with the name of the threshold that aborts', () => {
    const { seen, ...rest } = fed([early, good, bad, bad]);
    expect(seen.at(-1)).toEqual([true, false]);
    expect(rest).toEqual({ stopped: true, reason: 'cpu_cores{source:kubernetes}', aborting: spec });
  });

  it('judges no server while there is no load', () => {
    expect(fed([[stateOf('setup', 0), 1.5]])).toMatchObject({ seen: [[true, undefined]], stopped: false });
  });
});
