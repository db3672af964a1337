import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult, SeriesPoint, Tags } from '../../../core/records/index.ts';
import { openStore } from '../../../runner/store/run-store.ts';
import { heldRun } from '../../estimator/connections/held-run.ts';
import { syntheticRun } from '../../estimator/synthetic-run.ts';
import { makePlan } from '../../reports/fixtures.ts';

export const runId = '20260314-091700-browse-ab';

/**
 * Puts a run of 4 ms CPU a request on one thread into the store of a directory: 20 s at each load in requests/s. Its id is
 * `runId` unless the change has another.
 */
export async function storeRun(
  directory: string,
  change: Partial<RunResult> = {},
  loads: readonly number[] = [50, 100, 150],
): Promise<void> {
  const steps = loads.map((requestsPerSec) => ({ seconds: 20, requestsPerSec }));
  const { result, throughput } = syntheticRun({ steps, idleCores: 0.02, busiestShare: 1 });
  const points = throughput.flatMap(({ tMs, requestsPerSec }) =>
    ['home', 'search'].map((name) => counted('http_reqs', tMs, requestsPerSec / 2, { name })),
  );
  await store(directory, { ...result, runId, ...change }, points);
}

/** The same with a run that held connections, of 50 µs CPU a message and 10 messages a second each: 500, 1,000 and 1,500 of them. */
export async function storeHeldRun(directory: string): Promise<void> {
  const { result } = heldRun();
  const tags = { scenario: 'default', status: '101' };
  const points = [500, 1_000, 1_500].flatMap((open, step) =>
    Array.from({ length: 20 }, (_, second) => (20 * step + second) * 1_000).flatMap((tMs, second) => [
      ...(second === 0 ? [counted('ws_sessions', tMs, 500, tags)] : []),
      counted('ws_msgs_sent', tMs, open, tags),
      counted('ws_msgs_received', tMs, 9 * open, tags),
    ]),
  );
  await store(directory, { ...result, runId }, points);
}

function counted(metric: string, tMs: number, delta: number, tags: Tags): SeriesPoint {
  return { type: 'counter', tMs, metric, tags, unit: '', delta };
}

async function store(directory: string, result: RunResult, points: readonly SeriesPoint[]): Promise<void> {
  const runs = openStore(join(directory, '.loadtest/runs'));
  const plan = makePlan(60);
  await runs.create({ ...plan, runId: result.runId, scenario: { ...plan.scenario, name: 'browse' } });
  await runs.writeResult(result);
  const lines = points.map((point) => JSON.stringify(point)).join('\n');
  writeFileSync(join(runs.directory(result.runId), 'series.ndjson'), `${lines}\n`);
}
