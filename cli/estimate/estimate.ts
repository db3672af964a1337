import { resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { Estimate } from '../../core/records/index.ts';
import { connectionLoad, estimateFrom } from '../../estimator/index.ts';
import { openStore } from '../../runner/store/run-store.ts';
import { loadConfig } from '../config/config.ts';
import type { Layer } from '../config/layer.ts';
import { readMeasured } from '../measurements.ts';
import { statedWorkload } from '../workload-options.ts';
import { configuredOptions, configuredSite, regionOf } from './configured-site.ts';
import { readSize } from './current-size.ts';
import { requestLoad } from './design-load.ts';

export interface EstimateRequest {
  /** Runs, each by its id or the beginning of it, a tag, or `latest`; and tables, as files that end in `.csv`. */
  readonly from: readonly string[];
  /** Over the configuration: workload, region, utilisation. */
  readonly layers: readonly Layer[];
  /** Users as they stand in the layers, to tell them from those of the configuration. */
  readonly users: Parameters<typeof statedWorkload>[0];
  readonly requestsPerUserPerSec: number | undefined;
  /** The observed process to size, where there are several. */
  readonly resource: string | undefined;
  readonly acceptInvalid: boolean;
  readonly configFile: string | undefined;
}

/** Sizes and their monthly price, from runs and tables on this machine, the configuration and what the request lays over it. */
export async function estimateFor(ctx: Context, request: EstimateRequest): Promise<Estimate> {
  const { layers, resource, acceptInvalid } = request;
  const { config, root } = await loadConfig(ctx, { file: request.configFile, layers });
  const store = openStore(resolve(root, config.resultsDir));
  const measured = await readMeasured(ctx, { config, root, store }, request.from);
  const region = regionOf(config);
  const stated = statedWorkload(request.users, config.workload);
  const isStated = layers.some(({ value }) => value.workload !== undefined);
  if (config.connections && (isStated || request.requestsPerUserPerSec !== undefined)) throw bothLoads();
  const results = measured.flatMap(({ result }) => result ?? []);
  const load = config.connections
    ? connectionLoad(config.connections)
    : requestLoad(results, {
        workload: stated,
        isStated,
        requestsPerUserPerSec: request.requestsPerUserPerSec,
      });
  const current = await readSize(config.current, { region, nowMs: ctx.now() });
  return estimateFrom({
    measured,
    ...load,
    ...(await configuredSite(root, region, config)),
    ...(current && { current }),
    nowMs: ctx.now(),
    options: {
      acceptInvalid,
      ...(resource !== undefined && { resource }),
      ...configuredOptions(config),
    },
  });
}

function bothLoads(): LoadtestError {
  return new LoadtestError('USAGE', 'an estimate is of users or of open connections, and both are stated', {
    hint: 'leave the users out, or take connections out of the configuration',
  });
}
