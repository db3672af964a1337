import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoadtestError } from '../core/errors.ts';
import { didYouMean } from '../core/near-match.ts';

/** A scenario's name, as results carry it, and its entry file as an absolute path. */
export interface ScenarioFile {
  readonly name: string;
  readonly file: string;
}

const script = /\.(ts|mts|js|mjs)$/;

/** The scenarios of a directory by name; none if there is no such directory. */
export function listScenarios(directory: string): readonly ScenarioFile[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && script.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map(({ name }) => ({ name: nameOf(name), file: join(directory, name) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * The scenario that `wanted` names: a file seen from `cwd`, else a name in one of the directories, the first of which
 * wins. Throws `SCENARIO_NOT_FOUND` with the near matches.
 */
export function findScenario(wanted: string, cwd: string, directories: readonly string[]): ScenarioFile {
  const file = resolve(cwd, wanted);
  if (script.test(wanted) && existsSync(file) && statSync(file).isFile()) return { name: nameOf(file), file };
  const known = directories.flatMap(listScenarios);
  const found = known.find(({ name }) => name === wanted);
  if (found) return found;
  const names = [...new Set(known.map(({ name }) => name))];
  const otherwise =
    names.length > 0 ? `choose one of ${names.join(', ')}` : 'run "loadtest init" to get a first one';
  throw new LoadtestError(
    'SCENARIO_NOT_FOUND',
    `there is no scenario "${wanted}" in ${directories.join(' or ')}`,
    {
      hint: didYouMean(wanted, names, otherwise),
    },
  );
}

/** Where the scenarios lie that come with this package: one level higher above the compiled code. */
export function examplesDirectory(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, '../../scenarios'), join(here, '../scenarios')];
  return candidates.find((directory) => existsSync(join(directory, 'smoke.ts'))) ?? here;
}

const nameOf = (file: string) => basename(file).replace(script, '');
