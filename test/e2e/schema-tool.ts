import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const lock = fileURLToPath(new URL('../fixtures/migra/', import.meta.url));
const installTimeoutMs = 120_000;

/** The directory of `migra`, a schema tool, installed from the npm registry once into the cache of this machine. */
export async function provideSchemaTool(): Promise<string> {
  const { dependencies } = JSON.parse(await readFile(join(lock, 'package.json'), 'utf8'));
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'loadtest/tools');
  const directory = join(cache, `migra-${dependencies['@pgkit/migra']}`);
  const programs = join(directory, 'node_modules/.bin');
  if (await runs(join(programs, 'migra'))) return programs;
  const startedMs = performance.now();
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, '.migra-'));
  try {
    await cp(lock, scratch, { recursive: true });
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await promisify(execFile)('npm', args, { cwd: scratch, timeout: installTimeoutMs });
    await rm(directory, { recursive: true, force: true });
    await rename(scratch, directory);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  process.stderr.write(`installed the schema tool into ${directory} in ${seconds} s\n`);
  return programs;
}

async function runs(program: string): Promise<boolean> {
  return promisify(execFile)(program, ['--help']).then(
    () => true,
    () => false,
  );
}
