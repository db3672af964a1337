import { readFile } from 'node:fs/promises';
import { extname, relative } from 'node:path';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import type { Layer, PlaceOf } from './layer.ts';
import { isRecord } from './path.ts';

/** What a file holds, and where in it. */
export interface Loaded {
  readonly value: unknown;
  readonly placeOf: PlaceOf;
}

/** The configuration file as a layer; errors speak of it by its path from `cwd`. */
export async function loadConfigFile(file: string, cwd: string): Promise<Layer> {
  const name = relative(cwd, file);
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new LoadtestError('CONFIG_INVALID', `the configuration cannot be read: ${messageOf(error)}`, {
      places: [{ file: name }],
      cause: error,
    });
  });
  const isData = ['.yaml', '.yml', '.json'].includes(extname(file));
  const { value, placeOf }: Loaded = isData
    ? (await import('./read-data.ts')).readData(source, name)
    : await (await import('./read-module.ts')).readModule(file, source, name);
  if (isRecord(value)) return { origin: name, value, placeOf };
  throw new LoadtestError('CONFIG_INVALID', 'the configuration must be an object', {
    places: [{ file: name }],
    hint: isData ? 'write keys and values' : 'end it with "export default defineConfig({ … })"',
  });
}
