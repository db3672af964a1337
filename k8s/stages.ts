import type { V1Job, V1Pod } from '@kubernetes/client-node';
import type { Context } from '../core/context.ts';
import { LoadtestError } from '../core/errors.ts';
import type { CommandLog } from '../core/records/index.ts';
import { prepareFailure } from '../runner/local/commands.ts';
import { unsuspend } from './apply.ts';
import { attempt, type Cluster } from './client.ts';
import { hasEnded } from './job-end.ts';
import { isHopeless, pendingReason } from './pod-reasons.ts';
import { type Stage, selectorOf } from './run-names.ts';

const pollMs = 500;
const keptLines = 100;
const keptBytes = 64 * 1024;

export interface StageInput {
  readonly cluster: Cluster;
  readonly runId: string;
  /** Aborted when nobody wants to wait any longer: `INTERRUPTED` is thrown. */
  readonly stop: AbortSignal;
  onNote(line: string): void;
}

/** Runs the Jobs of a run before its load, one after another. Throws `PREPARE_FAILED` with what the failing one said. */
export async function runPrepareJobs(ctx: Context, input: StageInput): Promise<void> {
  for (const job of await listStage(input, 'prepare')) {
    const failure = prepareFailure(await runJob(ctx, input, 'prepare', job));
    if (failure) throw failure;
  }
}

/**
 * Runs the Jobs of a run after its load, one after another, and gives what came of all its Jobs before and after it.
 * Repeated, it runs none again.
 */
export async function runCleanupJobs(ctx: Context, input: StageInput): Promise<CommandLog[]> {
  const logs: CommandLog[] = [];
  for (const job of await listStage(input, 'prepare')) {
    if (!job.spec?.suspend) logs.push(await logOf(input.cluster, 'prepare', job));
  }
  for (const job of await listStage(input, 'cleanup')) logs.push(await runJob(ctx, input, 'cleanup', job));
  return logs;
}

async function listStage({ cluster, runId }: StageInput, stage: Stage): Promise<V1Job[]> {
  const { namespace } = cluster;
  const { items } = await attempt(`list the Jobs of ${runId}`, () =>
    cluster.batch.listNamespacedJob({ namespace, labelSelector: selectorOf(runId, stage) }),
  );
  const indexOf = ({ metadata }: V1Job) => Number(metadata?.name?.split('-').at(-1));
  return items.sort((one, other) => indexOf(one) - indexOf(other));
}

/** Lets a Job go and waits for its end; one that cannot start does not use up its time. */
async function runJob(ctx: Context, input: StageInput, stage: Stage, job: V1Job): Promise<CommandLog> {
  const { cluster, stop, onNote } = input;
  const { namespace } = cluster;
  const name = job.metadata?.name ?? '';
  if (job.spec?.suspend) {
    onNote(`${stage}: ${commandOf(job)}`);
    await unsuspend(cluster, name);
  }
  for (;;) {
    const now = await attempt(`read Job ${name}`, () => cluster.batch.readNamespacedJob({ name, namespace }));
    if (hasEnded(now) || (await podsOf(cluster, name)).some(isHopeless)) return logOf(cluster, stage, now);
    if (stop.aborted) throw new LoadtestError('INTERRUPTED', `interrupted during ${stage}`);
    await ctx.sleep(pollMs, stop);
  }
}

async function podsOf({ core, namespace }: Cluster, job: string): Promise<V1Pod[]> {
  const labelSelector = `batch.kubernetes.io/job-name=${job}`;
  return (
    await attempt(`list the pods of ${job}`, () => core.listNamespacedPod({ namespace, labelSelector }))
  ).items;
}

/** What came of a Job: how its container ended, and the last that it said, or why it did not run to its end. */
async function logOf(cluster: Cluster, stage: Stage, job: V1Job): Promise<CommandLog> {
  const [pod] = await podsOf(cluster, job.metadata?.name ?? '');
  const ended = pod?.status?.containerStatuses?.[0]?.state?.terminated;
  const failed = job.status?.conditions?.find(({ type }) => type === 'Failed');
  const why = failed?.reason === 'BackoffLimitExceeded' ? undefined : failed?.message;
  const notRun = ended ? undefined : (why ?? (pod && pendingReason(pod)));
  const said = pod && ended ? await tailOf(cluster, pod.metadata?.name ?? '') : '';
  const startedMs = ended?.startedAt?.getTime() ?? 0;
  return {
    stage,
    command: commandOf(job),
    exitCode: notRun === undefined ? (ended?.exitCode ?? null) : null,
    durationMs: Math.max(0, (ended?.finishedAt?.getTime() ?? startedMs) - startedMs),
    output: notRun === undefined ? said : `(ended: ${notRun})`,
  };
}

async function tailOf({ core, namespace }: Cluster, pod: string): Promise<string> {
  const log = { name: pod, namespace, tailLines: keptLines, limitBytes: keptBytes };
  // Without the right to read it there is still the exit code.
  return attempt(`read the log of ${pod}`, () => core.readNamespacedPodLog(log)).then(
    (text) => text.trimEnd(),
    (error: unknown) => `(${String(error instanceof Error ? error.message : error)})`,
  );
}

function commandOf({ spec }: V1Job): string {
  const [container] = spec?.template.spec?.containers ?? [];
  return ['Job of', container?.image, ...(container?.command ?? [])].join(' ');
}
