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
  const [message = ''] = messageOf(error).split('\n');
  const text = `${messageOf(error)}\n${error instanceof Error ? (error.stack ?? '') : ''}`;
  const found = text.indexOf(`${file}:`);
  const [, line, column] = found < 0 ? [] : (/:(\d+):(\d+)/.exec(text.slice(found + file.length)) ?? []);
  if (line === undefined) return { file: name, message: message.trim() };
  // The parser counts columns from 0, a stack from 1.
  const first = message.startsWith('ParseError') ? 1 : 0;
  return { file: name, line: Number(line), column: Number(column) + first, message: message.trim() };
}
