import { LoadtestError } from '../../core/errors.ts';
import { dayOfWorkload, requestsOfUsers, type Workload } from '../../core/load/index.ts';
import { formatRate } from '../../core/quantity.ts';
import type { DesignRequests, RunResult } from '../../core/records/index.ts';
import { type EstimateInput, weekOf } from '../../estimator/index.ts';
import { workloadRequests } from '../workload-requests.ts';

export interface StatedLoad {
  /** The configured workload, with what the command line lays over it. */
  readonly workload: Workload | undefined;
  /** Whether any of it was stated for this estimate, so that the run's own load does not stand for it. */
  readonly isStated: boolean;
  readonly requestsPerUserPerSec: number | undefined;
}

/**
 * The load that is to be carried: what was stated for the estimate, else what the runs were made for, else the configured
 * workload. Throws USAGE where none of them says how many users there are, or the runs differ.
 */
function designLoadOf(results: readonly RunResult[], stated: StatedLoad): EstimateInput['workload'] {
  const { workload, isStated, requestsPerUserPerSec } = stated;
  if (requestsPerUserPerSec !== undefined) {
    const { concurrentUsers, growth } = workload ?? {};
    if (concurrentUsers === undefined)
      throw noUsers('a rate of each user needs users: give --concurrent-users');
    return requestsOfUsers({ concurrentUsers, requestsPerSec: requestsPerUserPerSec, growth });
  }
  const load = isStated ? requestsOf(workload) : knownLoad(results, workload);
  if (load) return load;
  throw noUsers(
    'an estimate needs users: give --concurrent-users with --requests-per-user-per-second, or --daily-users',
  );
}

/** That load with its week and its ranges. */
export function requestLoad(
  results: readonly RunResult[],
  stated: StatedLoad,
): Pick<EstimateInput, 'workload' | 'traffic' | 'uncertainLoad'> {
  const workload = designLoadOf(results, stated);
  return { workload, ...weekOfLoad(workload, stated.workload) };
}

/**
 * The load that runs were made for, else the configured one; `undefined` where neither says how many users there are. Throws
 * USAGE for runs that were made for different ones.
 */
export function knownLoad(
  results: readonly RunResult[],
  workload: Workload | undefined,
): DesignRequests | undefined {
  const [first, ...others] = results.flatMap(({ intended }) => intended?.requests ?? []);
  const other = others.find(({ requestsPerSec }) => requestsPerSec !== first?.requestsPerSec);
  if (first && other)
    throw noUsers(
      `the runs were made for different loads, ${formatRate(first.requestsPerSec)} and ${formatRate(other.requestsPerSec)}: say how many users there are`,
    );
  return first ?? requestsOf(workload);
}

/**
 * The week of a load, where the workload that it comes from is counted by the day, and its ranges; a run's own load has
 * them where the configured workload still asks for the same.
 */
export function weekOfLoad(
  { requestsPerSec }: Pick<DesignRequests, 'requestsPerSec'>,
  workload: Workload | undefined,
): Pick<EstimateInput, 'traffic' | 'uncertainLoad'> {
  const asked = requestsOf(workload)?.requestsPerSec;
  if (!workload || asked === undefined || Math.abs(asked - requestsPerSec) > 0.01 * requestsPerSec) return {};
  const day = dayOfWorkload(workload);
  return {
    ...(day && { traffic: weekOf(day) }),
    ...(workload.ranges && { uncertainLoad: { workload, ranges: workload.ranges } }),
  };
}

function requestsOf(workload: Workload | undefined): DesignRequests | undefined {
  const hasUsers = workload?.concurrentUsers !== undefined || workload?.dailyUsers !== undefined;
  return hasUsers ? workloadRequests(workload) : undefined;
}

function noUsers(message: string): LoadtestError {
  return new LoadtestError('USAGE', message, {
    hint: 'or write workload.concurrentUsers or workload.dailyUsers into the configuration',
  });
}
