import type { KubernetesObject, V1Job } from '@kubernetes/client-node';
import { refuse } from '../../core/problems.ts';
import type { RunPlan } from '../../core/records/index.ts';
import { objectName } from '../run-names.ts';
import type { RunSettings } from '../settings.ts';
import { configMap } from './config-map.ts';
import { coordinatorJob } from './coordinator-job.ts';
import { networkPolicies } from './network-policies.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { stageJobs } from './stage-job.ts';
import { workerJob } from './worker-job.ts';

/** The objects of one run, in the order in which they are to be made. */
export interface RunObjects {
  /** Owns the others, and is made suspended. */
  readonly coordinatorJob: V1Job;
  /** Everything else, owned by the coordinator's Job of this uid; without it, as a dry run shows them. */
  owned(ownerUid?: string): readonly KubernetesObject[];
}

/**
 * The objects that run a plan on a cluster. Throws `USAGE` for arguments and variables that cannot travel to the
 * workers, and `CLUSTER_FAILED` when the programs do not fit.
 */
export function planObjects(plan: RunPlan, settings: RunSettings): RunObjects {
  checkTravellers(plan, settings);
  const name = objectName(plan.runId);
  return {
    coordinatorJob: coordinatorJob(plan, settings),
    owned(ownerUid) {
      const owner = ownerUid === undefined ? undefined : { name, uid: ownerUid };
      return [
        secret(plan.runId, settings, owner),
        configMap(plan, settings, owner),
        service(plan.runId, settings, owner),
        ...networkPolicies(plan, settings, owner),
        ...stageJobs(plan, settings, owner),
        workerJob(plan, settings, owner),
      ];
    },
  };
}

function checkTravellers({ k6Args }: RunPlan, { variables }: RunSettings): void {
  refuse('USAGE', [
    ...k6Args
      .filter((arg) => arg.includes('\n'))
      .map((arg) => `an argument of k6 must be one line on a cluster, got ${JSON.stringify(arg)}`),
    ...Object.keys(variables)
      .filter((name) => !/^[A-Za-z_]\w*$/.test(name) || name.startsWith('LOADTEST_'))
      .map((name) => `-e ${name} cannot be a variable of a pod: letters, digits and "_", not LOADTEST_…`),
  ]);
}
