import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('the authoring library is made of core/load alone, so that k6 and Node both load it', async () => {
  const { metafile } = await build({
    entryPoints: ['scenarios/lib/index.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    metafile: true,
    outdir: 'out',
    external: ['k6', 'k6/*'],
    logLevel: 'silent',
  });
  const outside = Object.keys(metafile.inputs).filter((file) => !/^(scenarios\/lib|core\/load)\//.test(file));
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  expect({ outside, imported }).toEqual({ outside: [], imported: [] });
});
