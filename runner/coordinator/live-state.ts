import type { LiveState, RunPhase } from '../../core/active-run.ts';
import type { Recent } from './recent.ts';
import { selectCount, selectState } from './select.ts';
import type { Session } from './session.ts';
import { liveThresholds } from './threshold-watch.ts';
import type { WorkerRecord } from './worker-registry.ts';

/** The run as it stands, for whoever looks on. */
export function liveState(session: Session, phase: RunPhase, elapsedMs: number, recent: Recent): LiveState {
  const series = session.merge.totals();
  const vus = selectState(series, 'vus');
  return {
    phase,
    elapsedMs,
    maxDurationMs: session.plan.maxDurationMs,
    workersReady: session.registry.workers.filter((worker) => worker.readyMs !== undefined).length,
    workers: session.plan.workers,
    iterations: selectCount(series, 'iterations'),
    requests: selectCount(series, 'http_reqs'),
    ...recent.rates(),
    vus: vus?.type === 'gauge' ? vus.value : 0,
    droppedIterations: selectCount(series, 'dropped_iterations'),
    generatorCpuCores: coresOf(session.registry.workers),
    thresholds: liveThresholds(session.plan.thresholds, series, elapsedMs),
  };
}

/** Cores that all workers used between their last two heartbeats. */
function coresOf(workers: readonly WorkerRecord[]): number | undefined {
  const cores = workers.flatMap(({ usage }) => {
    const [before, last] = usage.slice(-2);
    if (!before || !last || last.atMs <= before.atMs) return [];
    return [(last.usage.cpuSeconds - before.usage.cpuSeconds) / ((last.atMs - before.atMs) / 1_000)];
  });
  return cores.length > 0 ? cores.reduce((sum, one) => sum + one, 0) : undefined;
}
