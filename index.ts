import type { ConfigInput } from './cli/config/schema.ts';
import type { Estimate, JobsEstimate } from './core/records/index.ts';

export type { ConfigInput } from './cli/config/schema.ts';
export type {
  Bundle,
  Estimate,
  JobsEstimate,
  RunPlan,
  RunResult,
  SeriesPoint,
} from './core/records/index.ts';

/** The configuration itself, typed and completed by an editor: `export default defineConfig({ … })`. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

/** What to size, and for whom. What is left out stands in the configuration, which is looked for upward from here. */
export interface EstimateRequest
  extends Pick<
    ConfigInput,
    'workload' | 'connections' | 'region' | 'current' | 'measured' | 'utilisation' | 'slo'
  > {
  /** A run by its id or the beginning of it, a tag, or `latest`, or a table as a file that ends in `.csv`; or several of them. `latest` unless given. */
  readonly from?: string | readonly string[];
  /** Requests of each of the workload's concurrent users, instead of their pages and think time. */
  readonly requestsPerUserPerSec?: number;
  /** The observed process to size, where there are several. */
  readonly resource?: string;
  /** Sizes from an invalid run too, and says so. */
  readonly acceptInvalid?: boolean;
}

/** Sizes, counts and a monthly price from runs and tables on this machine, as `loadtest estimate` gives them. */
export async function estimate(request: EstimateRequest = {}): Promise<Estimate> {
  const [{ createContext }, { estimateFor }] = await Promise.all([
    import('./cli/context.ts'),
    import('./cli/estimate/estimate.ts'),
  ]);
  const { from = 'latest', requestsPerUserPerSec, resource, acceptInvalid = false, ...laidOver } = request;
  const layer = { origin: 'estimate()', value: laidOver, placeOf: () => ({ file: 'estimate()' }) };
  return estimateFor(createContext(), {
    from: [from].flat(),
    layers: [layer],
    users: laidOver.workload ?? {},
    requestsPerUserPerSec,
    resource,
    acceptInvalid,
    configFile: undefined,
  });
}

/** What jobs to size. What is left out stands in the configuration, which is looked for upward from here. */
export type JobsEstimateRequest = Pick<ConfigInput, 'jobs' | 'region' | 'commitmentDiscount'>;

/** Compute environments of AWS Batch for a day's jobs and their monthly price, as `loadtest estimate --jobs` gives them. */
export async function estimateJobs(request: JobsEstimateRequest = {}): Promise<JobsEstimate> {
  const [{ createContext }, { estimateJobsFor }] = await Promise.all([
    import('./cli/context.ts'),
    import('./cli/estimate/estimate-jobs.ts'),
  ]);
  const layer = { origin: 'estimateJobs()', value: request, placeOf: () => ({ file: 'estimateJobs()' }) };
  return estimateJobsFor(createContext(), { layers: [layer], configFile: undefined });
}
