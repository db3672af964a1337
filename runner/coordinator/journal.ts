import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { z } from 'zod';
import { unfinishedEnding, unwritable } from '../store/write-whole.ts';

/** What a run has measured so far, on disk, a line an entry, so that a crash loses at most the last of them. */
export class Journal<Entry> {
  readonly #path: string;
  readonly #file: FileHandle;
  #isBroken = false;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Opens a new journal; fails if the file cannot be made. */
  static async create<Entry>(path: string): Promise<Journal<Entry>> {
    return new Journal<Entry>(path, await open(path, 'wx'));
  }

  /** Throws `STORE_UNWRITABLE` once; from then on entries are passed over, since they would follow half a line. */
  async append(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0 || this.#isBroken) return;
    try {
      await this.#file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    } catch (error) {
      this.#isBroken = true;
      throw unwritable(this.#path, error);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/**
 * Turns a closed journal into a file of the finished run, `<path>.gz`, whole or not at all: without room for it the
 * journal stays, which reads the same.
 */
export async function compressJournal(path: string): Promise<void> {
  const unfinished = `${path}.gz.${process.pid}${unfinishedEnding}`;
  try {
    await pipeline(createReadStream(path), createGzip({ level: 6 }), createWriteStream(unfinished));
    await rename(unfinished, `${path}.gz`);
  } catch {
    await rm(unfinished, { force: true });
    return;
  }
  await rm(path, { force: true });
}

/** The entries of a journal, compressed or not. A last line that a crash cut off is passed over. */
export async function* readJournal<Entry>(path: string, schema: z.ZodType<Entry>): AsyncGenerator<Entry> {
  const bytes = createReadStream(path);
  const text = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  for await (const line of createInterface({ input: text })) {
    const parsed = schema.safeParse(parseLine(line));
    if (parsed.success) yield parsed.data;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
