import { LoadtestError } from '../../core/errors.ts';
import { toMeasurements } from '../../core/measurements/index.ts';
import type { Estimate, RunResult, SeriesPoint } from '../../core/records/index.ts';
import { connectionLoad, estimateFromRun } from '../../estimator/index.ts';
import type { Refusal } from '../../reports/model.ts';
import type { Config } from '../config/schema.ts';
import { configuredOptions, configuredSite } from './configured-site.ts';
import { givenSize } from './current-size.ts';
import { knownLoad, weekOfLoad } from './design-load.ts';

/**
 * The sizing that a run's report shows, or why there is none; `undefined` where it is not asked for: no region is
 * configured, or neither the run nor the configuration knows of users.
 */
export async function sizingOf(
  result: RunResult,
  series: Iterable<SeriesPoint>,
  { config, root }: { readonly config: Config; readonly root: string },
): Promise<Estimate | Refusal | undefined> {
  const { region, workload, connections } = config;
  const known = knownLoad([result], workload);
  const ofRequests = known && { workload: known, ...weekOfLoad(known, workload) };
  const load = connections ? connectionLoad(connections) : ofRequests;
  if (region === undefined || load === undefined) return undefined;
  // A report is read from records alone: a service that would have to be looked up is not in it.
  const current = givenSize(config.current);
  try {
    return estimateFromRun({
      result,
      measurements: await toMeasurements(result, series),
      ...load,
      ...(await configuredSite(root, region, config)),
      ...(current && { current }),
      // A report says how old its prices were at the run, whenever it is written.
      nowMs: Date.parse(result.startedAt) + result.durationMs,
      options: configuredOptions(config),
    });
  } catch (error) {
    if (!(error instanceof LoadtestError)) throw error;
    return { kind: 'refused', message: error.message, hint: error.hint ?? null };
  }
}
