import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunPlan } from '../../core/records/index.ts';
import { compressJournal } from '../coordinator/journal.ts';
import type { RunOutcome, WorkerOutcome } from '../coordinator/outcome.ts';
import { thisMachine } from '../local/machine.ts';
import { buildResult } from '../result/build-result.ts';
import { StepFold } from '../result/steps.ts';
import { isGone, type Owner, readOwner } from './owner.ts';
import { runFiles } from './run-files.ts';
import type { RunStore } from './run-store.ts';
import { SeriesTotals } from './sum-series.ts';
import { unfinishedEnding } from './write-whole.ts';

const binMs = 1_000;

/**
 * Brings a run to its end whose process ended before it did: what the journal holds becomes its result, invalid and
 * marked so. A run that is under way, or has come to its end, is left alone. Every step can be repeated, so a crash in
 * here, or a second process that does the same, does no harm. Gives whether there was something to do.
 */
export async function recoverRun(store: RunStore, id: string): Promise<boolean> {
  const directory = store.directory(id);
  const owner = await readOwner(directory);
  if (owner === undefined || !isGone(owner)) return false;
  const plan = await store.readPlan(id);
  // The load of a cluster does not end with the process that asked for it.
  if (plan.backend !== 'local') return false;
  if (!existsSync(join(directory, runFiles.result))) {
    await store.writeResult(resultOf(plan, await readOutcome(store, plan, owner)));
  }
  const journal = join(directory, runFiles.journal);
  if (existsSync(join(directory, runFiles.series))) await rm(journal, { force: true });
  else if (existsSync(journal)) await compressJournal(journal);
  await removeRemains(directory);
  return true;
}

function resultOf(plan: RunPlan, outcome: RunOutcome) {
  const generator = { ...thisMachine(), busyShare: undefined };
  return buildResult({ plan, outcome, generator, observed: [], commands: [], sourceRoot: '', cwd: '' });
}

/** What the journal tells of the run, second by second. */
async function readOutcome(store: RunStore, plan: RunPlan, { loadStartedAt }: Owner): Promise<RunOutcome> {
  const totals = new SeriesTotals();
  const fold = new StepFold(plan.steps);
  let durationMs = 0;
  for await (const point of store.readSeries(plan.runId)) {
    totals.add(point);
    fold.add([point]);
    durationMs = Math.max(durationMs, point.tMs + binMs);
  }
  return {
    startedAtMs: Date.parse(loadStartedAt ?? plan.createdAt),
    originMs: loadStartedAt === undefined ? undefined : 0,
    durationMs,
    end: { by: 'failure', message: 'the process that ran it ended before the run did' },
    coordinatorLost: true,
    series: totals.totals(),
    steps: fold.results(),
    workers: plan.segments.map(unknownWorker),
    overflowedMetrics: [],
    rejected: 0,
  };
}

function unknownWorker(_: string, index: number): WorkerOutcome {
  return { index, exceptions: {}, usage: [], pushes: 0, clockDriftMs: 0, complete: false };
}

/** The owner goes last: until then the run is still one to recover. */
async function removeRemains(directory: string): Promise<void> {
  const remains = (await readdir(directory)).filter((name) => name.endsWith(unfinishedEnding));
  for (const name of [...remains, runFiles.scratch, runFiles.owner]) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Recovers every run of the store that needs it; `onFailure` is told of those that could not be. */
export async function recoverRuns(
  store: RunStore,
  onFailure: (id: string, error: unknown) => void,
): Promise<void> {
  for (const id of await store.ids()) {
    await recoverRun(store, id).catch((error: unknown) => onFailure(id, error));
  }
}
