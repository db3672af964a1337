import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { LoadtestError, messageOf } from '../../core/errors.ts';

/** A record on disk. Throws `RUN_NOT_FOUND` if there is none, `RECORD_INVALID` with every place that is wrong. */
export async function readRecord<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new LoadtestError('RUN_NOT_FOUND', `there is no "${path}"`, { cause: error });
  });
  return parseRecord(text, path, schema);
}

/** A record from its text; `name` says in errors where it comes from. Throws `RECORD_INVALID`. */
export function parseRecord<T>(text: string, name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(text, name));
  if (parsed.success) return parsed.data;
  throw new LoadtestError('RECORD_INVALID', `"${name}" is not a record of this version`, {
    places: parsed.error.issues.map(({ path: at, message }) => ({
      file: name,
      message: at.length > 0 ? `${at.join('.')}: ${message}` : message,
    })),
  });
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LoadtestError('RECORD_INVALID', `"${name}" is no JSON: ${messageOf(cause)}`, { cause });
  }
}
