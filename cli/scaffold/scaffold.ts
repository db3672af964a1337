import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { makeDirectory } from '../../runner/make-directory.ts';
import { findConfig, repositoryRoot } from '../config/find.ts';
import { missingTypePackages } from '../type-packages.ts';
import { configText, ignoreText, type ScaffoldRequest, scenarioText, workflowText } from './files.ts';
import { packageManagerIn } from './package-manager.ts';

/** What was written or added to, and what was there already, as paths from where it was asked for. */
export interface Scaffolded {
  readonly created: readonly string[];
  readonly existing: readonly string[];
  /** The command line that gets what the types of scenarios need; absent if it is there. */
  readonly addTypes?: string;
  /** The command line that runs the scenario. */
  readonly firstRun: string;
  /** Whether the configuration that was written says how to start what is tested. */
  readonly startedByRun: boolean;
}

/** Writes what a repository lacks to test itself; what is there stays as it is. */
export async function scaffold(directory: string): Promise<Scaffolded> {
  const root = repositoryRoot(directory);
  const packageManager = packageManagerIn(directory);
  const request: ScaffoldRequest = {
    packageManager,
    hasStartScript: await hasStartScript(directory),
    directory: relative(root, directory),
  };
  const config = findConfig(directory, undefined) ?? join(directory, 'loadtest.config.ts');
  const files = [
    { path: config, text: configText(request) },
    { path: join(directory, 'loadtest/scenarios/smoke.ts'), text: scenarioText },
    { path: join(root, '.github/workflows/loadtest.yml'), text: workflowText(request) },
  ];
  const created: string[] = [];
  const existing: string[] = [];
  for (const { path, text } of files) {
    ((await writeNew(path, text)) ? created : existing).push(relative(directory, path));
  }
  ((await ignoreResults(join(directory, '.gitignore'))) ? created : existing).push('.gitignore');
  const missing = missingTypePackages(directory);
  return {
    created,
    existing,
    ...(missing.length > 0 && { addTypes: `${packageManager.add} ${missing.join(' ')}` }),
    firstRun: `${packageManager.exec} loadtest run smoke`,
    startedByRun: request.hasStartScript && created.includes(relative(directory, config)),
  };
}

/** False if the file exists. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await makeDirectory(dirname(path));
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new LoadtestError('STORE_UNWRITABLE', `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function ignoreResults(path: string): Promise<boolean> {
  const text = ignoreText(await readFile(path, 'utf8').catch(() => ''));
  if (text !== undefined) await writeFile(path, text);
  return text !== undefined;
}

async function hasStartScript(directory: string): Promise<boolean> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => '{}');
  try {
    const { scripts } = JSON.parse(text);
    return typeof scripts?.start === 'string';
  } catch {
    return false;
  }
}
