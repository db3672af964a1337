import { resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import type { SeriesPoint } from '../core/records/index.ts';
import { buildReportModel, type ReportModel } from '../reports/model.ts';
import { openStore, type RunStore } from '../runner/store/run-store.ts';
import { loadConfig } from './config/config.ts';

/** The store that the configuration names. */
export async function openResults(ctx: Context, configFile: string | undefined): Promise<RunStore> {
  const { config, root } = await loadConfig(ctx, { file: configFile });
  return openStore(resolve(root, config.resultsDir));
}

/** What a run's report says, from its records on disk. */
export async function readReport(store: RunStore, id: string): Promise<ReportModel> {
  const [result, plan] = await Promise.all([store.readResult(id), store.readPlan(id)]);
  const series: SeriesPoint[] = [];
  for await (const point of store.readSeries(id)) series.push(point);
  return buildReportModel({ result, plan, series });
}
