import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { JobsEstimate } from '../../core/records/index.ts';
import { estimateJobs, isComplete, type Jobs, missingOf, type StatedJobs } from '../../estimator/index.ts';
import { loadConfig } from '../config/config.ts';
import type { Layer } from '../config/layer.ts';
import { neededFlags } from '../job-options.ts';
import { configuredPremises, regionOf } from './configured-site.ts';
import { measuredDurations } from './job-durations.ts';

export interface JobsRequest {
  /** Over the configuration: jobs, region, prices. */
  readonly layers: readonly Layer[];
  readonly configFile: string | undefined;
}

/** Compute environments of AWS Batch and their monthly price, from the configuration and what the request lays over it. */
export async function estimateJobsFor(ctx: Context, request: JobsRequest): Promise<JobsEstimate> {
  const { config, root } = await loadConfig(ctx, { file: request.configFile, layers: request.layers });
  const jobs = complete(await withDurations(root, config.jobs));
  const { commitmentDiscount } = config;
  return estimateJobs({
    ...(await configuredPremises(root, regionOf(config), config)),
    jobs,
    ...(commitmentDiscount !== undefined && { commitmentDiscount }),
    nowMs: ctx.now(),
  });
}

/** The stated jobs, with the duration of measured ones where these are named. */
async function withDurations(root: string, jobs: StatedJobs | undefined): Promise<StatedJobs | undefined> {
  return jobs?.durations === undefined
    ? jobs
    : { ...jobs, ...(await measuredDurations(root, jobs.durations)) };
}

function complete(jobs: StatedJobs | undefined): Jobs {
  if (jobs && isComplete(jobs)) return jobs;
  const missing = missingOf(jobs ?? {});
  const flags = missing.map((field) => neededFlags[field]);
  throw new LoadtestError('USAGE', `an estimate of jobs also needs ${flags.join(', ')}`, {
    hint: `or write ${missing.map((field) => `jobs.${field}`).join(', ')} into the configuration`,
  });
}
