import { createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunPlan } from '../../core/records/index.ts';
import { Journal } from '../coordinator/journal.ts';
import { type RunStore, runFiles, writeWhole } from '../store/run-store.ts';

/** The directory of a run that is under way. */
export interface RunDirectory {
  readonly journal: Journal;
  /** Keeps a line of a worker's log. */
  log(worker: number, line: string): void;
  /** Finishes journal and log, and gives up the run. */
  close(): Promise<void>;
}

/** Makes the run's directory with its plan and bundle, owned by this process. Throws `STORE_UNWRITABLE`. */
export async function openRunDirectory(
  store: RunStore,
  plan: RunPlan,
  archive: Uint8Array,
): Promise<RunDirectory> {
  const directory = await store.create(plan);
  const owner = join(directory, runFiles.owner);
  await writeWhole(owner, { pid: process.pid });
  await writeFile(join(directory, runFiles.bundle), archive);
  const journal = await Journal.create(join(directory, runFiles.journal));
  const log = createWriteStream(join(directory, runFiles.log));
  return {
    journal,
    log: (worker, line) => void log.write(`${JSON.stringify({ worker, line })}\n`),
    async close() {
      await journal.close();
      await new Promise((resolve) => log.end(resolve));
      await rm(owner);
    },
  };
}
