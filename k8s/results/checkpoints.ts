import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from '../../core/context.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { runFiles } from '../../runner/store/run-files.ts';
import { type Checkpoint, checkpointEveryMs, checkpointFile, partFile } from './checkpoint.ts';
import type { RemoteStore } from './remote-store.ts';

export interface CheckpointInput {
  readonly ctx: Pick<Context, 'now' | 'sleep'>;
  readonly store: RemoteStore;
  readonly runId: string;
  /** Of the run, on this machine. */
  readonly directory: string;
  readonly generator: Checkpoint['generator'];
  /** Called after each attempt: why the store did not take it, or nothing. */
  onAttempt(problem: string | undefined): void;
}

/**
 * Carries a run's files from its directory to a store: plan and bundle before the load, each ten seconds what the
 * journal got since, and the result at its end. What the store does not take is tried again with the next checkpoint.
 */
export class Checkpoints {
  readonly #input: CheckpointInput;
  readonly #stop = new AbortController();
  #repeating: Promise<void> = Promise.resolve();
  #loadStartedAt: string | undefined;
  #parts = 0;
  /** So much of the journal is in the store. */
  #journalBytes = 0;

  constructor(input: CheckpointInput) {
    this.#input = input;
  }

  /** Writes what a run begins with, and goes on by itself; gives why it does not, if the store does not take it. */
  async begin(): Promise<LoadtestError | undefined> {
    try {
      await this.#copy(runFiles.plan);
      await this.#copy(runFiles.bundle);
      await this.#writeCheckpoint();
    } catch (error) {
      if (error instanceof LoadtestError) return error;
      throw error;
    }
    this.#repeating = this.#repeat();
    return undefined;
  }

  noteStart(atMs: number): void {
    this.#loadStartedAt = new Date(atMs).toISOString();
  }

  /** Resolves when nothing of the run's directory is read any longer. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#repeating;
  }

  /** Writes the files of the finished run, the result last, and gives whether the store took them. */
  async finish(): Promise<boolean> {
    return this.#attempt(async () => {
      const { store, runId } = this.#input;
      for (const file of [runFiles.plan, runFiles.bundle, runFiles.log, runFiles.series, runFiles.result]) {
        await this.#copy(file);
      }
      for (let part = 0; part < this.#parts; part += 1) await store.remove(runId, partFile(part));
      await store.remove(runId, checkpointFile);
    });
  }

  async #repeat(): Promise<void> {
    const { ctx } = this.#input;
    for (;;) {
      await ctx.sleep(checkpointEveryMs, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      await this.#attempt(() => this.#writeCheckpoint());
    }
  }

  async #attempt(write: () => Promise<void>): Promise<boolean> {
    const { onAttempt } = this.#input;
    try {
      await write();
      onAttempt(undefined);
      return true;
    } catch (error) {
      onAttempt(messageOf(error));
      return false;
    }
  }

  /** The part before the record that counts it: a reader never looks for one that is not there. */
  async #writeCheckpoint(): Promise<void> {
    const { ctx, store, runId, directory, generator } = this.#input;
    const lines = await linesFrom(join(directory, runFiles.journal), this.#journalBytes);
    if (lines.length > 0) {
      await store.write(runId, partFile(this.#parts), await promisify(gzip)(lines));
      this.#parts += 1;
      this.#journalBytes += lines.length;
    }
    const checkpoint: Checkpoint = {
      at: new Date(ctx.now()).toISOString(),
      ...(this.#loadStartedAt !== undefined && { loadStartedAt: this.#loadStartedAt }),
      parts: this.#parts,
      generator,
    };
    await store.write(runId, checkpointFile, new TextEncoder().encode(JSON.stringify(checkpoint)));
  }

  async #copy(file: string): Promise<void> {
    const { store, runId, directory } = this.#input;
    const path = join(directory, file);
    if (existsSync(path)) await store.write(runId, file, await readFile(path));
  }
}

const lineEnd = 0x0a;

/** The whole lines of a file behind an offset. */
async function linesFrom(path: string, offset: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
    return buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(lineEnd) + 1);
  } finally {
    await file.close();
  }
}
