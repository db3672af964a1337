import { LoadtestError } from '../core/errors.ts';

/**
 * The kinds of pods of a run: those that carry it, those of its Jobs before and after the load, and one that reads what
 * a volume keeps of it when the others are gone.
 */
export type Component = 'coordinator' | 'worker' | Stage | 'reader';

/** When a Job of the user's runs. */
export type Stage = 'prepare' | 'cleanup';

const runIdPattern = /^(\d{8}-\d{6})-.*-([a-z0-9]{4})$/;

/** Whether a text is a whole run id. */
export function isRunId(text: string): boolean {
  return runIdPattern.test(text);
}

/**
 * The name of a run's objects, from the time and the suffix of its id: `loadtest-20261123-161526-8qe5`. It is a DNS
 * label of 29 characters whatever the scenario is called. Throws `RUN_NOT_FOUND` if the text is no run id.
 */
export function objectName(runId: string): string {
  const [, time, suffix] = runIdPattern.exec(runId) ?? [];
  if (time === undefined || suffix === undefined) {
    throw new LoadtestError(
      'RUN_NOT_FOUND',
      `a run id must look like "20261123-161526-checkout-8qe5", got "${runId}"`,
      { hint: 'see `loadtest runs list`' },
    );
  }
  return `loadtest-${time}-${suffix}`;
}

/** The name of a run's Job. The coordinator's has that of the run, since it owns the rest. */
export function jobName(runId: string, component: Component): string {
  return component === 'coordinator' ? objectName(runId) : `${objectName(runId)}-${component}`;
}

/** The name of the Job at an index of a stage. */
export function stageJobName(runId: string, stage: Stage, index: number): string {
  return `${objectName(runId)}-${stage}-${index}`;
}

const longestLabel = 63;

/** Labels that every object of a run carries. */
export function runLabels(runId: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'loadtest',
    'app.kubernetes.io/managed-by': 'loadtest',
    'app.kubernetes.io/instance': objectName(runId),
    'loadtest/run-id': runId.slice(0, longestLabel).replace(/[^a-z0-9]+$/, ''),
  };
}

/** What selects the pods of one component of a run, and nothing else. */
export function podLabels(runId: string, component: Component): Record<string, string> {
  return { 'app.kubernetes.io/instance': objectName(runId), 'app.kubernetes.io/component': component };
}

/** The selector of the same, as the API takes it. */
export function selectorOf(runId: string, component: Component): string {
  return Object.entries(podLabels(runId, component))
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** The annotation of a run's coordinator Job that holds the whole run id, which a label may cut. */
export const runIdAnnotation = 'loadtest/run-id';

/** Selects the objects of all runs in a namespace. */
export const allRunsSelector = 'app.kubernetes.io/name=loadtest,app.kubernetes.io/managed-by=loadtest';
