import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('help and usage errors load commander and picocolors and nothing else from outside', async () => {
  const { metafile } = await build({
    entryPoints: ['cli/main.ts'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  const packages = new Set<string>();
  const visited = new Set<string>();
  const visit = (file: string) => {
    if (visited.has(file)) return;
    visited.add(file);
    for (const { path, kind, external } of metafile.inputs[file]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (!external) visit(path);
      else if (!path.startsWith('node:')) packages.add(path);
    }
  };
  visit('cli/main.ts');
  expect([...packages].sort()).toEqual(['commander', 'picocolors']);
});
