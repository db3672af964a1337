import { removeRun } from './apply.ts';
import type { Cluster } from './client.ts';
import { type ClusterRun, findClusterRun, listRuns } from './cluster-runs.ts';

/** What was removed, and what was left since it may still have a result to give. */
export interface Cleaning {
  readonly removed: readonly ClusterRun[];
  readonly kept: readonly ClusterRun[];
}

/** A command line that makes a run's objects needs far less. */
const longestCreationMs = 10 * 60_000;

/** Removes the runs of the namespace that have ended or were never complete. */
export async function cleanRuns(cluster: Cluster, nowMs: number): Promise<Cleaning> {
  const runs = await listRuns(cluster);
  const isOver = ({ state, createdAtMs }: ClusterRun) =>
    state === 'ended' || (state === 'suspended' && nowMs - createdAtMs > longestCreationMs);
  const removed = runs.filter(isOver);
  for (const { runId } of removed) await removeRun(cluster, runId);
  return { removed, kept: runs.filter((run) => !isOver(run)) };
}

/** Removes one run of the namespace, whatever its state. Throws `RUN_NOT_FOUND`. */
export async function cleanRun(cluster: Cluster, reference: string): Promise<Cleaning> {
  const run = await findClusterRun(cluster, reference);
  await removeRun(cluster, run.runId);
  return { removed: [run], kept: [] };
}
