import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeDirectory, writeFiles } from './harness.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A new project that depends on this package as a neighbouring directory, so that `npx --no-install loadtest` finds it. Nothing is
 * fetched and nothing is built.
 */
export function makeProject(files: Readonly<Record<string, string>> = {}): string {
  const directory = makeDirectory();
  writeFiles(directory, { 'package.json': '{ "name": "shop", "private": true }\n', ...files });
  const args = [
    'install',
    '--save-dev',
    '--ignore-scripts',
    '--offline',
    '--no-audit',
    '--no-fund',
    checkout,
  ];
  const { status, stderr } = spawnSync('npm', args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm install failed: ${stderr}`);
  return directory;
}
