import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Programs } from './settings.ts';
import { readSupervisor } from './supervisor/files.ts';

/** The programs of a run's pods: the coordinator as one file, and the workers' supervisor as it stands. */
export async function loadPrograms(): Promise<Programs> {
  const [coordinator, supervisor] = await Promise.all([bundle('./coordinator/main'), readSupervisor()]);
  return { coordinator, supervisor };
}

/** The program of a pod that reads what a volume keeps of a run, as one text. */
export function loadReader(): Promise<string> {
  return bundle('./reader/main');
}

/** Made when it is needed, from the same code that runs here. */
async function bundle(program: string): Promise<string> {
  const entry = fileURLToPath(new URL(program, import.meta.url));
  const bundled = await build({
    entryPoints: [existsSync(`${entry}.js`) ? `${entry}.js` : `${entry}.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Packages in the CommonJS format call `require` for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    plugins: [oneLanguage],
    logLevel: 'silent',
  });
  return bundled.outputFiles[0]?.text ?? '';
}

/** The messages of zod in forty languages would be half of the program, which each run sends to the cluster. */
const oneLanguage: Plugin = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};
