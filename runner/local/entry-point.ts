import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program to start and its first arguments. */
export interface EntryPoint {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * How to start a module of this package, named without its ending, as a process of its own: compiled where it has
 * been compiled, else from its TypeScript source through tsx, as the tests run it.
 */
export function entryPoint(module: URL): EntryPoint {
  const compiled = `${fileURLToPath(module)}.js`;
  const file = process.execPath;
  if (existsSync(compiled)) return { file, args: [compiled] };
  return { file, args: ['--import', import.meta.resolve('tsx'), `${fileURLToPath(module)}.ts`] };
}
