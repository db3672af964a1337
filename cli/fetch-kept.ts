import type { Context } from '../core/context.ts';
import type { RunResult } from '../core/records/index.ts';
import { removeRun } from '../k8s/apply.ts';
import type { Cluster } from '../k8s/client.ts';
import { listRuns, matchClusterRun } from '../k8s/cluster-runs.ts';
import { fetchRun } from '../k8s/results/fetch-run.ts';
import { readClaim } from '../k8s/results/read-claim.ts';
import { filesOf } from '../k8s/results/remote-store.ts';
import { isRunId } from '../k8s/run-names.ts';
import { runCleanupJobs } from '../k8s/stages.ts';
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
  const { cluster, config, store } = results;
  if (!config.kubernetes.results) return undefined;
  const run = matchClusterRun(await listRuns(cluster), reference);
  if (run && run.state !== 'ended') return undefined;
  const runId = run?.runId ?? (await findId(results, reference));
  if (runId === undefined) return undefined;
  const leave = new AbortController();
  const release = ctx.onSignal(() => leave.abort());
  try {
    const result = await fetchFromStore(ctx, results, {
      runId,
      isOver: run !== undefined,
      stop: leave.signal,
    });
    if (!result || !run) return result;
    const onNote = (line: string) => ctx.stderr.write(`${line}\n`);
    const jobs = await runCleanupJobs(ctx, { cluster, runId, stop: leave.signal, onNote });
    const whole = { ...result, commands: [...result.commands, ...jobs] };
    await store.writeResult(whole);
    await removeRun(cluster, runId);
    return whole;
  } finally {
    release();
  }
}

interface KeptRun {
  readonly runId: string;
  /** The cluster says that its coordinator has ended. */
  readonly isOver: boolean;
  readonly stop: AbortSignal;
}

async function fetchFromStore(
  ctx: Context,
  { cluster, config, store }: ClusterResults,
  { runId, isOver, stop }: KeptRun,
): Promise<RunResult | undefined> {
  const { kubernetes } = config;
  const { results } = kubernetes;
  if (results && 'claim' in results) {
    const reading = { kubernetes, claim: results.claim, runId, stop };
    // A claim belongs to the namespace: a coordinator that is not seen there is none.
    return readClaim(ctx, cluster, reading, (files) =>
      fetchRun(ctx, { runId, files, store }, { isOver: true }),
    );
  }
  const bucket = await openKeptRuns(config);
  return bucket && fetchRun(ctx, { runId, files: filesOf(bucket, runId), store }, { isOver });
}

/** The id that is meant of a run whose objects are gone: known here, in the bucket, or written in full. */
async function findId({ store, config }: Results, reference: string): Promise<string | undefined> {
  const [here, ...others] = matchRuns(await store.list(), reference);
  if (here && others.length === 0) return here.id;
  const bucket = await openKeptRuns(config);
  if (bucket) return findKeptRun(bucket, reference);
  return isRunId(reference) ? reference : undefined;
}
