import { existsSync } from 'node:fs';
import { appendFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '../core/records/index.ts';
import { compressJournal } from '../runner/coordinator/journal.ts';
import { makeDirectory } from '../runner/make-directory.ts';
import { type LostRun, writeRecovered } from '../runner/store/recover.ts';
import { runFiles } from '../runner/store/run-files.ts';
import type { RunStore } from '../runner/store/run-store.ts';
import { writeWhole } from '../runner/store/write-whole.ts';
import type { CoordinatorStatus } from './coordinator/status.ts';
import type { CoordinatorClient } from './coordinator-client.ts';

/**
 * A copy of the seconds of a run that goes on elsewhere, in its directory on this machine: what is left of the run if
 * its coordinator is lost.
 */
export class JournalCopy {
  readonly #store: RunStore;
  readonly #runId: string;
  readonly #path: string;
  #lastSeen: LostRun | undefined;

  constructor(store: RunStore, runId: string) {
    this.#store = store;
    this.#runId = runId;
    this.#path = join(store.directory(runId), runFiles.journal);
  }

  /** Fetches what has come since the last time. */
  async advance(client: CoordinatorClient, { runClockMs, generator }: CoordinatorStatus, nowMs: number) {
    if (runClockMs === undefined) return;
    this.#lastSeen = { loadStartedAt: new Date(nowMs - runClockMs).toISOString(), generator };
    await this.#bringPlan(client);
    const bytes = await client.journal(existsSync(this.#path) ? (await stat(this.#path)).size : 0);
    if (bytes) await appendFile(this.#path, bytes);
  }

  /** A run that was started from another machine has no directory on this one. */
  async #bringPlan(client: CoordinatorClient): Promise<void> {
    const directory = this.#store.directory(this.#runId);
    const plan = join(directory, runFiles.plan);
    if (existsSync(plan)) return;
    await makeDirectory(directory);
    const bytes = await client.file(runFiles.plan);
    if (bytes) await writeWhole(plan, bytes);
  }

  /** Makes the result of what there is, and keeps it; `undefined` if no load was seen. */
  async salvage(message: string): Promise<RunResult | undefined> {
    if (!this.#lastSeen) return undefined;
    const plan = await this.#store.readPlan(this.#runId);
    await writeRecovered(this.#store, plan, { ...this.#lastSeen, message });
    await compressJournal(this.#path);
    return this.#store.readResult(this.#runId);
  }

  /** Removes it, for the whole series is there. */
  async discard(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}
