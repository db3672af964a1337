import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { RunResult } from '../../core/records/index.ts';
import { makeDirectory } from '../../runner/make-directory.ts';
import { writeRecovered } from '../../runner/store/recover.ts';
import { runFiles } from '../../runner/store/run-files.ts';
import type { RunStore } from '../../runner/store/run-store.ts';
import { writeWhole } from '../../runner/store/write-whole.ts';
import {
  type Checkpoint,
  checkpointEveryMs,
  checkpointFile,
  checkpointSchema,
  partFile,
} from './checkpoint.ts';
import { type RunFiles, readRemoteRecord } from './remote-store.ts';

/** A run that was not written for so long has lost its coordinator. */
const silentMs = 6 * checkpointEveryMs;

export interface Fetch {
  readonly runId: string;
  readonly files: RunFiles;
  /** Where the files go. */
  readonly store: RunStore;
}

/**
 * Brings a run's files home: those of a finished run as they are. Of one whose coordinator is lost, what was
 * checkpointed becomes the result, invalid and marked so. Throws `RUN_NOT_FOUND` if there is nothing of the run, or
 * if it is under way. `isOver` says that the cluster knows that its coordinator has ended.
 */
export async function fetchRun(
  ctx: Pick<Context, 'now'>,
  fetch: Fetch,
  { isOver = false }: { readonly isOver?: boolean } = {},
): Promise<RunResult> {
  const { runId, files } = fetch;
  if (await files.file(runFiles.result)) return fetchFinished(fetch);
  const checkpoint = await readRemoteRecord(files, checkpointFile, checkpointSchema);
  if (!checkpoint) throw new LoadtestError('RUN_NOT_FOUND', `nothing was kept of run "${runId}"`);
  const ageMs = ctx.now() - Date.parse(checkpoint.at);
  if (!isOver && ageMs < silentMs) {
    throw new LoadtestError('RUN_NOT_FOUND', `run "${runId}" is still under way`, {
      hint: `follow it with "loadtest runs attach ${runId}"`,
    });
  }
  return fetchLost(fetch, checkpoint);
}

/** The files of a finished run; the result comes last, so that a run with one is whole. */
export async function fetchFinished(fetch: Fetch): Promise<RunResult> {
  for (const name of [runFiles.plan, runFiles.bundle, runFiles.log, runFiles.series, runFiles.result]) {
    await copy(fetch, name);
  }
  return fetch.store.readResult(fetch.runId);
}

async function fetchLost(fetch: Fetch, checkpoint: Checkpoint): Promise<RunResult> {
  const { runId, files, store } = fetch;
  for (const name of [runFiles.plan, runFiles.bundle]) await copy(fetch, name);
  const series: Uint8Array[] = [];
  for (let part = 0; part < checkpoint.parts; part += 1) {
    const bytes = await files.file(partFile(part));
    if (bytes) series.push(bytes);
  }
  // Compressed files one after another are one compressed file.
  if (series.length > 0)
    await writeWhole(join(store.directory(runId), runFiles.series), Buffer.concat(series));
  const message = `the coordinator ended before the run did; its last checkpoint is of ${checkpoint.at}`;
  await writeRecovered(store, await store.readPlan(runId), { ...checkpoint, message });
  return store.readResult(runId);
}

async function copy({ runId, files, store }: Fetch, name: string): Promise<void> {
  const bytes = await files.file(name);
  if (!bytes) return;
  await makeDirectory(store.directory(runId));
  await writeWhole(join(store.directory(runId), name), bytes);
}
