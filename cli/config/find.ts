import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LoadtestError } from '../../core/errors.ts';

const extensions = ['ts', 'mts', 'js', 'mjs', 'yaml', 'yml', 'json'] as const;

/** The names that a configuration may have. */
export const configNames = extensions.map((extension) => `loadtest.config.${extension}`);

/**
 * The configuration file that `named` names, else the nearest from `cwd` up to the root of the repository (outside
 * of a repository only in `cwd`), else `undefined`. Two in one directory are refused.
 */
export function findConfig(cwd: string, named: string | undefined): string | undefined {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (existsSync(file)) return file;
    throw new LoadtestError('CONFIG_INVALID', `there is no configuration at "${named}"`, {
      hint: 'name an existing file with --config, or run "loadtest init"',
    });
  }
  const root = repositoryRoot(cwd);
  for (let directory = cwd; ; directory = dirname(directory)) {
    const [file, second] = configNames.map((name) => join(directory, name)).filter(existsSync);
    if (file && second) throw ambiguous(file, second);
    if (file || directory === root) return file;
  }
}

/** The nearest directory from `cwd` upward that holds a repository, else `cwd`. */
export function repositoryRoot(cwd: string): string {
  for (let directory = cwd; ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.git'))) return directory;
    if (directory === dirname(directory)) return cwd;
  }
}

function ambiguous(file: string, second: string): LoadtestError {
  return new LoadtestError('CONFIG_INVALID', 'there are two configurations in one directory', {
    places: [{ file }, { file: second }],
    hint: 'remove one of them, or name one with --config',
  });
}
