import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { LoadtestError, messageOf, type Place } from '../../core/errors.ts';
import type { Loaded } from './load.ts';
import { locate } from './locate.ts';

/** The default export of a JavaScript or TypeScript file, with positions found in its source. */
export async function readModule(file: string, source: string, name: string): Promise<Loaded> {
  const jiti = createJiti(import.meta.url, { moduleCache: false, alias: ownEntries() });
  const value = await jiti.import(file, { default: true }).catch((error: unknown) => {
    throw new LoadtestError('CONFIG_INVALID', 'the configuration cannot be loaded', {
      places: [placeOfFailure(error, file, name)],
      cause: error,
    });
  });
  return { value, placeOf: (path, part) => ({ file: name, ...locate(source, path, part) }) };
}

/** The package's own entries, so that a configuration can import them wherever the package is installed. */
function ownEntries(): Readonly<Record<string, string>> {
  const extension = extname(import.meta.url);
  const entry = (path: string) => fileURLToPath(new URL(`../../${path}${extension}`, import.meta.url));
  return { loadtest: entry('index'), 'loadtest/scenario': entry('scenarios/lib/index') };
}

/** Where a module failed: a syntax error carries the place in its message, all else in its stack. */
function placeOfFailure(error: unknown, file: string, name: string): Place {
  const text = `${messageOf(error)}\n${error instanceof Error ? (error.stack ?? '') : ''}`;
  const [, line, column] = text.slice(text.indexOf(`${file}:`)).match(/:(\d+):(\d+)/) ?? [];
  const message = (messageOf(error).split('\n')[0] ?? '').trim();
  const isPlaced = text.includes(`${file}:`) && line !== undefined && column !== undefined;
  return { file: name, ...(isPlaced && { line: Number(line), column: Number(column) }), message };
}
