import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { ObservedSeries, RunPlan, SeriesPoint } from '../../core/records/index.ts';
import { compressJournal, Journal } from '../coordinator/journal.ts';
import { thisProcess, writeOwner } from '../store/owner.ts';
import { runFiles } from '../store/run-files.ts';
import type { RunStore } from '../store/run-store.ts';
import { unwritable } from '../store/write-whole.ts';

/** The directory of a run that is under way. */
export interface RunDirectory {
  readonly journal: Journal<SeriesPoint>;
  /** Where workers may keep what they need until the run is over. */
  readonly scratch: string;
  /** Notes when the load started, for a reader who finds no result. */
  noteStart(atMs: number): void;
  /** Keeps what was observed since the last time, for such a reader too. */
  observe(series: readonly ObservedSeries[]): void;
  /** Keeps a line of a worker's log. */
  log(worker: number, line: string): void;
  /** Finishes journal and log, and gives up the run. */
  close(): Promise<void>;
}

/** Makes the run's directory with its plan and bundle, owned by this process. Throws `STORE_UNWRITABLE`, and leaves nothing. */
export async function openRunDirectory(
  store: RunStore,
  plan: RunPlan,
  archive: Uint8Array,
): Promise<RunDirectory> {
  const directory = await store.create(plan);
  const at = (file: keyof typeof runFiles) => join(directory, runFiles[file]);
  const { journal, observed } = await prepareDirectory(at, archive).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw unwritable(directory, error);
  });
  const log = createWriteStream(at('log'));
  // A log that cannot be kept does not end a run: the journal tells when there is no room.
  log.on('error', () => undefined);
  let noted: Promise<void> | undefined;
  let observing = Promise.resolve();
  return {
    journal,
    scratch: at('scratch'),
    noteStart(atMs) {
      const owner = { ...thisProcess(), loadStartedAt: new Date(atMs).toISOString() };
      // Without room for it the run can still be told from its plan.
      noted = writeOwner(directory, owner).catch(() => undefined);
    },
    observe(series) {
      // The result will hold it all, so that it is missed only after a crash.
      observing = observing.then(() => observed.append(series)).catch(() => undefined);
    },
    log: (worker, line) => void log.write(`${JSON.stringify({ worker, line })}\n`),
    async close() {
      await noted;
      await finished(log.end()).catch(() => undefined);
      await observing;
      await observed.close();
      await rm(at('observed'));
      await journal.close();
      await compressJournal(at('journal'));
      await rm(at('scratch'), { recursive: true, force: true });
      await rm(at('owner'));
    },
  };
}

async function prepareDirectory(
  at: (file: keyof typeof runFiles) => string,
  archive: Uint8Array,
): Promise<{ readonly journal: Journal<SeriesPoint>; readonly observed: Journal<ObservedSeries> }> {
  await mkdir(at('scratch'));
  await writeFile(at('bundle'), archive);
  return { journal: await Journal.create(at('journal')), observed: await Journal.create(at('observed')) };
}
