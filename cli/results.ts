import { resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { messageOf } from '../core/errors.ts';
import { measuredTrends } from '../core/measurements/index.ts';
import type { RunResult, SeriesPoint } from '../core/records/index.ts';
import { mainMetricOf } from '../reports/main-metric.ts';
import { buildReportModel, type ReportModel } from '../reports/model.ts';
import { recoverRuns } from '../runner/store/recover.ts';
import { openStore, type RunStore } from '../runner/store/run-store.ts';
import { loadConfig } from './config/config.ts';
import type { Config } from './config/schema.ts';

/** The runs on this machine, and the configuration that says where they are. */
export interface Results {
  readonly store: RunStore;
  readonly config: Config;
  /** Relative paths of the configuration start here. */
  readonly root: string;
}

/** The results that the configuration names; runs whose process was lost are brought to their end first. */
export async function openResults(ctx: Context, configFile: string | undefined): Promise<Results> {
  const { config, root } = await loadConfig(ctx, { file: configFile });
  const store = openStore(resolve(root, config.resultsDir));
  await recoverRuns(store, (id, error) =>
    ctx.stderr.write(`warning: run "${id}" was left behind and has no result yet: ${messageOf(error)}\n`),
  );
  return { config, root, store };
}

/** What a run's report says, from its records on disk. */
export async function readReport(results: Results, id: string): Promise<ReportModel> {
  return reportOf(results, await results.store.readResult(id));
}

/** What the report of a result says, with its plan and series from disk, and a sizing where region and users are known. */
export async function reportOf({ store, config, root }: Results, result: RunResult): Promise<ReportModel> {
  const plan = await store.readPlan(result.runId);
  const series: SeriesPoint[] = [];
  const { latency } = mainMetricOf(result);
  for await (const point of store.readSeries(result.runId)) {
    // Of the trends, which hold nearly all of the bytes, a report reads only the one that it is about, and what a sizing measures.
    const isRead = point.metric === latency || measuredTrends.includes(point.metric);
    if (point.type !== 'trend' || isRead) series.push(point);
  }
  const { sizingOf } = await import('./estimate/sizing.ts');
  const estimate = await sizingOf(result, series, { config, root });
  return buildReportModel({ result, plan, series, ...(estimate && { estimate }) });
}
