import type { Context } from '../core/context.ts';
import type { RunResult } from '../core/records/index.ts';
import { removeRun } from '../k8s/apply.ts';
import type { Cluster } from '../k8s/client.ts';
import { type ClusterRun, listRuns, matchClusterRun } from '../k8s/cluster-runs.ts';
import { fetchRun } from '../k8s/results/fetch-run.ts';
import { readClaim } from '../k8s/results/read-claim.ts';
import { filesOf, type RunFiles } from '../k8s/results/remote-store.ts';
import { isRunId } from '../k8s/run-names.ts';
import { findKeptRun, openKeptRuns } from './kept-runs.ts';
import type { Results } from './results.ts';
import { matchRuns } from './run-reference.ts';

type ClusterResults = Results & { readonly cluster: Cluster };

/**
 * Brings home a run that no coordinator serves any longer, from where the configuration keeps results; gives nothing
 * for a run that goes on, and for one that is known nowhere. Of a lost coordinator's run that is what was checkpointed.
 */
export async function fetchKept(
  ctx: Context,
  results: ClusterResults,
  reference: string,
): Promise<RunResult | undefined> {
  const { cluster, config } = results;
  if (!config.kubernetes.results) return undefined;
  const run = matchClusterRun(await listRuns(cluster), reference);
  if (run && run.state !== 'ended') return undefined;
  const runId = run?.runId ?? (await findId(results, reference));
  if (runId === undefined) return undefined;
  const result = await fetchFromStore(ctx, results, runId, run);
  if (run) await removeRun(cluster, runId);
  return result;
}

async function fetchFromStore(
  ctx: Context,
  { cluster, config, store }: ClusterResults,
  runId: string,
  run: ClusterRun | undefined,
): Promise<RunResult | undefined> {
  const { kubernetes } = config;
  const { results } = kubernetes;
  if (results && 'claim' in results) {
    const leave = new AbortController();
    const release = ctx.onSignal(() => leave.abort());
    const reading = { kubernetes, claim: results.claim, runId, stop: leave.signal };
    // A claim belongs to the namespace: a coordinator that is not seen there is none.
    const fetch = (files: RunFiles) => fetchRun(ctx, { runId, files, store }, { isOver: true });
    return readClaim(ctx, cluster, reading, fetch).finally(release);
  }
  const bucket = await openKeptRuns(config);
  if (!bucket) return undefined;
  return fetchRun(ctx, { runId, files: filesOf(bucket, runId), store }, { isOver: run !== undefined });
}

/** The id that is meant of a run whose objects are gone: known here, in the bucket, or written in full. */
async function findId({ store, config }: Results, reference: string): Promise<string | undefined> {
  const [here, ...others] = matchRuns(await store.list(), reference);
  if (here && others.length === 0) return here.id;
  const bucket = await openKeptRuns(config);
  if (bucket) return findKeptRun(bucket, reference);
  return isRunId(reference) ? reference : undefined;
}
