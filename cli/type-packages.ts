import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the types of scenarios are checked with, by the editor and by `loadtest check`. */
const typePackages = ['typescript', '@types/k6'] as const;

/** Those of them that are not installed for a directory. */
export function missingTypePackages(directory: string): readonly (typeof typePackages)[number][] {
  return typePackages.filter((name) => findUpward(directory, `node_modules/${name}`) === undefined);
}

/** The nearest file or directory of that relative path, from `from` upward. */
export function findUpward(from: string, path: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, path))) return join(directory, path);
    if (directory === dirname(directory)) return undefined;
  }
}
