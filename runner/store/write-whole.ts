import { open, rename, rm } from 'node:fs/promises';
import { LoadtestError, messageOf } from '../../core/errors.ts';

/** The ending of a file that is not whole yet; what a crash leaves of it is no record. */
export const unfinishedEnding = '.part';

/**
 * Writes a file beside its place and moves it there, so that a reader never sees a part of it, whatever happens
 * meanwhile. Throws `STORE_UNWRITABLE`, and leaves what was there before.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${path}.${process.pid}${unfinishedEnding}`;
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw unwritable(path, error);
  }
}

/** Writes a record as JSON, see `writeWhole`. */
export function writeRecord(path: string, record: unknown): Promise<void> {
  return writeWhole(path, `${JSON.stringify(record, null, 2)}\n`);
}

/** The error of a results directory that does not take what a run has to keep. */
export function unwritable(path: string, cause: unknown): LoadtestError {
  return new LoadtestError('STORE_UNWRITABLE', `cannot write "${path}": ${messageOf(cause)}`, {
    hint: 'make room or make it writable, or choose another directory with resultsDir in the configuration',
    cause,
  });
}
