import type { z } from 'zod';
import { parseRecord } from '../../runner/store/read-record.ts';

/**
 * Where the files of runs outlive the pod that writes them. A file is written whole or not at all. What cannot be
 * written or read throws `STORE_UNWRITABLE` or `STORE_UNREADABLE`.
 */
export interface RemoteStore {
  /** As its user would write it, such as `s3://bucket/prefix`. */
  readonly name: string;
  write(runId: string, file: string, content: Uint8Array): Promise<void>;
  /** `undefined` if there is no such file. */
  read(runId: string, file: string): Promise<Uint8Array | undefined>;
  /** A file that is gone already is what was wanted. */
  remove(runId: string, file: string): Promise<void>;
  /** The ids of the runs there that begin with a text, in their order. */
  runIds(beginning: string): Promise<readonly string[]>;
}

/** The files of one run, wherever they are. */
export interface RunFiles {
  /** `undefined` if there is no such file. */
  file(name: string): Promise<Uint8Array | undefined>;
}

/** A record among the files of a run; `undefined` if there is none. Throws `RECORD_INVALID`. */
export async function readRemoteRecord<T>(
  files: RunFiles,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await files.file(name);
  return bytes && parseRecord(new TextDecoder().decode(bytes), name, schema);
}

/** The files of one run in a store. */
export function filesOf(store: RemoteStore, runId: string): RunFiles {
  return { file: (name) => store.read(runId, name) };
}
