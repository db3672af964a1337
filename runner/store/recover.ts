import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ObservedSeries,
  observedSeriesSchema,
  type RunPlan,
  type RunResult,
} from '../../core/records/index.ts';
import { compressJournal, readJournal } from '../coordinator/journal.ts';
import type { RunOutcome, WorkerOutcome } from '../coordinator/outcome.ts';
import { thisMachine } from '../local/machine.ts';
import { buildResult } from '../result/build-result.ts';
import { StepFold } from '../result/steps.ts';
import { isGone, readOwner } from './owner.ts';
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
    await writeRecovered(store, plan, { ...owner, generator: thisMachine() });
  }
  const journal = join(directory, runFiles.journal);
  if (existsSync(join(directory, runFiles.series))) await rm(journal, { force: true });
  else if (existsSync(journal)) await compressJournal(journal);
  await removeRemains(directory);
  return true;
}

/** What is known of a run that lost its coordinator, beside what its directory holds. */
export interface LostRun {
  /** Wall clock of the unpause; absent if it did not come to that. */
  readonly loadStartedAt?: string | undefined;
  readonly generator: RunResult['generator'];
  /** How it was lost, if more is known than that it was. */
  readonly message?: string;
}

/** Writes the result of a run that lost its coordinator, from the series in its directory and what was observed. */
export async function writeRecovered(store: RunStore, plan: RunPlan, lost: LostRun): Promise<void> {
  const outcome = await readOutcome(store, plan, lost);
  const observed = await readObserved(join(store.directory(plan.runId), runFiles.observed));
  const generator = { ...lost.generator, busyShare: undefined };
  await store.writeResult(
    buildResult({ plan, outcome, generator, observed, commands: [], sourceRoot: '', cwd: '' }),
  );
}

/** The series whose pieces were kept while the run was under way. */
async function readObserved(path: string): Promise<ObservedSeries[]> {
  const byKey = new Map<string, ObservedSeries>();
  if (!existsSync(path)) return [];
  for await (const piece of readJournal(path, observedSeriesSchema)) {
    const key = JSON.stringify([piece.source, piece.resource, piece.metric]);
    const points = byKey.get(key)?.points ?? [];
    points.push(...piece.points);
    byKey.set(key, { ...piece, points });
  }
  return [...byKey.values()];
}

/** What the journal tells of the run, second by second. */
async function readOutcome(
  store: RunStore,
  plan: RunPlan,
  { loadStartedAt, message }: LostRun,
): Promise<RunOutcome> {
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
    end: { by: 'failure', message: message ?? 'the process that ran it ended before the run did' },
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
  for (const name of [...remains, runFiles.scratch, runFiles.observed, runFiles.owner]) {
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
