import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Context } from '../../core/context.ts';
import { LoadtestError, type Place } from '../../core/errors.ts';
import { runToEnd } from '../../runner/process.ts';
import { packageManagerIn } from '../scaffold/package-manager.ts';
import { examplesDirectory } from '../scenario-files.ts';
import { findUpward, missingTypePackages } from '../type-packages.ts';

/** The outcome of a type check: done, or left out for a reason. */
export type TypeCheck = { readonly skipped?: string };

const options = [
  '--noEmit',
  '--strict',
  '--skipLibCheck',
  '--allowImportingTsExtensions',
  '--resolveJsonModule',
  ...['--target', 'es2022', '--lib', 'es2023', '--module', 'esnext', '--moduleResolution', 'bundler'],
  ...['--types', 'k6'],
  '--pretty',
  'false',
];

/** Declares what `@types/k6` leaves out. */
const leftOut = join(examplesDirectory(), 'env.d.ts');

const manifestWithVersion = z.object({ version: z.string() });

/**
 * Checks the types of scenarios with the project's own TypeScript, by the `tsconfig.json` beside them if there is one.
 * Throws `SCRIPT_INVALID` with every error's place.
 */
export async function checkTypes(
  ctx: Context,
  files: readonly string[],
  directory: string,
): Promise<TypeCheck> {
  const typed = files.filter((file) => /\.m?ts$/.test(file));
  if (typed.length === 0) return { skipped: 'there is no TypeScript' };
  const project = join(directory, 'tsconfig.json');
  const hasProject = existsSync(project);
  // A project of its own says where the types come from.
  const missing = missingTypePackages(directory).filter((name) => name === 'typescript' || !hasProject);
  const compiler = findUpward(directory, 'node_modules/.bin/tsc');
  if (missing.length > 0 || compiler === undefined) return { skipped: notInstalled(ctx.cwd, missing) };
  const args = hasProject
    ? ['--project', project, '--noEmit', '--pretty', 'false']
    : [...options, ...(knowsIgnoreConfig(directory) ? ['--ignoreConfig'] : []), leftOut, ...typed];
  const { exitCode, stdout, stderr } = await runToEnd(ctx, compiler, args, { cwd: directory });
  if (exitCode === 0) return {};
  const output = `${stdout.toString('utf8')}${stderr}`;
  throw new LoadtestError('SCRIPT_INVALID', 'the types of the scenarios do not check', {
    places: placesIn(output, (file) => relative(ctx.cwd, join(directory, file))),
  });
}

/** Whether the compiler refuses files beside a `tsconfig.json` further up, unless told that it is not for them. */
function knowsIgnoreConfig(directory: string): boolean {
  const manifest = findUpward(directory, 'node_modules/typescript/package.json');
  if (manifest === undefined) return false;
  const { version } = manifestWithVersion.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  return Number.parseInt(version, 10) >= 6;
}

function notInstalled(cwd: string, missing: readonly string[]): string {
  const names = missing.length > 0 ? missing : ['typescript'];
  const verb = names.length === 1 ? 'is' : 'are';
  const command = `${packageManagerIn(cwd).add} ${names.join(' ')}`;
  return `${names.join(' and ')} ${verb} not installed, "${command}" gets ${names.length === 1 ? 'it' : 'them'}`;
}

/** The places in the compiler's output; a message without one stands for the compiler itself. */
function placesIn(output: string, fileOf: (file: string) => string): readonly Place[] {
  return output
    .split('\n')
    .filter((line) => /error TS\d+:/.test(line))
    .map((line) => {
      const [, file, at, column, message] = /^(.*)\((\d+),(\d+)\): error TS\d+: (.*)$/.exec(line) ?? [];
      if (file === undefined || message === undefined) return { file: 'tsc', message: line };
      return { file: fileOf(file), line: Number(at), column: Number(column), message };
    });
}
