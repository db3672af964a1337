import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import { runPlanSchema, runResultSchema } from '../core/records/index.ts';
import type { RemoteStore } from '../k8s/results/remote-store.ts';
import { newestFirst, type RunSummary, runFiles, summaryOf } from '../runner/store/run-store.ts';
import type { Config } from './config/schema.ts';
import type { Results } from './results.ts';
import { findRuns, matchRuns } from './run-reference.ts';

/** Runs in a bucket whose records are read at the same time. */
const readAtOnce = 16;

/** The bucket that the configuration keeps results in, with the caller's own credentials. */
export async function openKeptRuns({ kubernetes: { results } }: Config): Promise<RemoteStore | undefined> {
  if (!results || !('bucket' in results)) return undefined;
  const { openBucketStore } = await import('../k8s/results/bucket-store.ts');
  const { userCredentials } = await import('../k8s/results/user-credentials.ts');
  return openBucketStore(results, userCredentials());
}

/** The runs that references mean, as `findRuns`; those whose result only the bucket has are fetched first. */
export async function findResults(
  ctx: Context,
  results: Results,
  references: readonly string[],
): Promise<readonly RunSummary[]> {
  const bucket = await openKeptRuns(results.config);
  if (bucket) {
    for (const reference of references) await bringHome(ctx, results, bucket, reference);
  }
  return findRuns(results.store, references);
}

async function bringHome(
  ctx: Context,
  { store }: Results,
  bucket: RemoteStore,
  reference: string,
): Promise<void> {
  const here = matchRuns(await store.list(), reference);
  const [run] = here;
  if (here.length > 1 || run?.verdict !== undefined) return;
  if (run && (await store.readPlan(run.id)).backend !== 'k8s') return;
  const runId = run?.id ?? (await findKeptRun(bucket, reference));
  if (runId === undefined) return;
  const { fetchRun } = await import('../k8s/results/fetch-run.ts');
  const { filesOf } = await import('../k8s/results/remote-store.ts');
  ctx.stderr.write(`fetching ${runId} from ${bucket.name}\n`);
  await fetchRun(ctx, { runId, files: filesOf(bucket, runId), store });
}

/** The id of the run in the bucket that begins with a text, if there is one. Throws `USAGE` if there are several. */
export async function findKeptRun(bucket: RemoteStore, reference: string): Promise<string | undefined> {
  if (!/^\d[a-z0-9-]*$/.test(reference)) return undefined;
  const [id, ...others] = await bucket.runIds(reference);
  if (others.length === 0 || id === reference) return id;
  throw new LoadtestError(
    'USAGE',
    `"${reference}" may be any of ${others.length + 1} runs in ${bucket.name}`,
    {
      hint: 'write more of the id',
    },
  );
}

/** The runs on this machine and in the bucket, newest first. A bucket that cannot be read is told of on stderr. */
export async function listAllRuns(ctx: Context, { config, store }: Results): Promise<readonly RunSummary[]> {
  const here = await store.list();
  const bucket = await openKeptRuns(config);
  if (!bucket) return here;
  try {
    const complete = new Set(here.flatMap(({ id, verdict }) => (verdict === undefined ? [] : [id])));
    const ids = (await bucket.runIds('')).filter((id) => !complete.has(id));
    const kept: RunSummary[] = [];
    for (let first = 0; first < ids.length; first += readAtOnce) {
      const some = ids.slice(first, first + readAtOnce).map((id) => summarise(bucket, id));
      kept.push(...(await Promise.all(some)).flatMap((run) => run ?? []));
    }
    const elsewhere = new Set(kept.map(({ id }) => id));
    return [...here.filter(({ id }) => !elsewhere.has(id)), ...kept].sort(newestFirst);
  } catch (error) {
    ctx.stderr.write(`warning: the runs in ${bucket.name} are missing here: ${messageOf(error)}\n`);
    return here;
  }
}

async function summarise(bucket: RemoteStore, id: string): Promise<RunSummary | undefined> {
  const { filesOf, readRemoteRecord } = await import('../k8s/results/remote-store.ts');
  const files = filesOf(bucket, id);
  const plan = await readRemoteRecord(files, runFiles.plan, runPlanSchema);
  return plan && summaryOf(plan, await readRemoteRecord(files, runFiles.result, runResultSchema), []);
}
