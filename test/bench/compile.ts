import { join } from 'node:path';
import { build } from 'esbuild';
import type { Bench } from './bench.ts';

/** A program of the benchmarks as the build would make it: what runs TypeScript directly would slow it down. */
export async function compile(bench: Bench, entry: string): Promise<string> {
  const outfile = join(bench.scratch, entry.replace('.ts', '.mjs'));
  await build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return outfile;
}
