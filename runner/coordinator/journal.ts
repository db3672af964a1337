import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type SeriesPoint, seriesPointSchema } from '../../core/records/index.ts';
import { unfinishedEnding, unwritable } from '../store/write-whole.ts';

/** The run's seconds on disk, a line a point, so that a crash loses at most the last of them. */
export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  #isBroken = false;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Opens a new journal; fails if the file cannot be made. */
  static async create(path: string): Promise<Journal> {
    return new Journal(path, await open(path, 'wx'));
  }

  /** Throws `STORE_UNWRITABLE` once; from then on points are passed over, since they would follow half a line. */
  async append(points: readonly SeriesPoint[]): Promise<void> {
    if (points.length === 0 || this.#isBroken) return;
    try {
      await this.#file.appendFile(points.map((point) => `${JSON.stringify(point)}\n`).join(''));
    } catch (error) {
      this.#isBroken = true;
      throw unwritable(this.#path, error);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    await compressJournal(this.#path);
  }
}

/**
 * Turns a journal into the series file of the finished run, `<path>.gz`, whole or not at all: without room for it the
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

/** The points of a journal or of a series file. A last line that a crash cut off is passed over. */
export async function* readJournal(path: string): AsyncGenerator<SeriesPoint> {
  const bytes = createReadStream(path);
  const text = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  for await (const line of createInterface({ input: text })) {
    const parsed = seriesPointSchema.safeParse(parseLine(line));
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
