import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult, SeriesPoint } from '../../../core/records/index.ts';
import { openStore } from '../../../runner/store/run-store.ts';
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
  const id = change.runId ?? runId;
  const steps = loads.map((requestsPerSec) => ({ seconds: 20, requestsPerSec }));
  const { result, throughput } = syntheticRun({ steps, idleCores: 0.02, busiestShare: 1 });
  const store = openStore(join(directory, '.loadtest/runs'));
  const plan = makePlan(60);
  await store.create({ ...plan, runId: id, scenario: { ...plan.scenario, name: 'browse' } });
  await store.writeResult({ ...result, runId, ...change });
  const points = throughput.flatMap(({ tMs, requestsPerSec }): SeriesPoint[] =>
    ['home', 'search'].map((name) => ({
      type: 'counter',
      tMs,
      metric: 'http_reqs',
      tags: { name },
      unit: '',
      delta: requestsPerSec / 2,
    })),
  );
  const lines = points.map((point) => JSON.stringify(point)).join('\n');
  writeFileSync(join(store.directory(id), 'series.ndjson'), `${lines}\n`);
}
