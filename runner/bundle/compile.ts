import { dirname, posix, relative, resolve, sep } from 'node:path';
import type { BuildFailure, Message, OutputFile } from 'esbuild';
import { LoadtestError, type Place } from '../../core/errors.ts';

/** A scenario as one JavaScript module, with the TypeScript places inlined as a source map. */
export interface CompiledScenario {
  readonly code: string;
  /** The directory that holds every source: what k6 prints as `file:///a/b.ts` is `<root>/a/b.ts`. */
  readonly root: string;
  /** The user's own files that went into it, the entry first. */
  readonly sources: readonly string[];
  /** The entry, relative to `root`, with forward slashes. */
  readonly entry: string;
}

/**
 * Compiles a scenario and everything that it imports, but for k6's own modules, into one module.
 * Throws `SCRIPT_INVALID` with every place that esbuild names.
 */
export async function compileScenario(file: string): Promise<CompiledScenario> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    outfile: `${file}.bundle.js`,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2022',
    external: ['k6', 'k6/*', 'https://*'],
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: dirname(file),
  }).catch((error: unknown) => {
    throw isBuildFailure(error) ? scriptInvalid(file, error) : error;
  });
  const sources = Object.keys(result.metafile.inputs).map((input) => resolve(file, '..', input));
  const root = commonDirectory([file, ...sources]);
  return {
    code: inlineSourceMap(textOf(result.outputFiles, '.js'), textOf(result.outputFiles, '.map'), file, root),
    root,
    sources: [...new Set([file, ...sources])].filter(
      (source) => !source.includes(`${sep}node_modules${sep}`),
    ),
    entry: toPosix(relative(root, file)),
  };
}

function textOf(files: readonly OutputFile[], ending: string): string {
  return files.find((file) => file.path.endsWith(ending))?.text ?? '';
}

/**
 * Sources are named from the root as `file:///…`, so that k6 prints the same place at archive time and in a run,
 * and no path of this machine enters the bundle.
 */
function inlineSourceMap(code: string, mapJson: string, file: string, root: string): string {
  const map = JSON.parse(mapJson) as { sources: string[]; sourceRoot?: string };
  map.sources = map.sources.map((source) => toPosix(relative(root, resolve(file, '..', source))));
  map.sourceRoot = 'file:///';
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}

/** The deepest directory that contains every file. */
export function commonDirectory(files: readonly string[]): string {
  const [first = [], ...rest] = files.map((file) => file.split(sep).slice(0, -1));
  const depth = rest.reduce((shared, parts) => {
    const differs = parts.findIndex((part, i) => part !== first[i]);
    return Math.min(shared, differs === -1 ? parts.length : differs);
  }, first.length);
  return first.slice(0, depth).join(sep) || sep;
}

function toPosix(path: string): string {
  return path.split(sep).join(posix.sep);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** esbuild's sentence about an import that is neither a path nor a URL. */
const bareImport = /^Could not resolve "(?![./])[^"]+"$/;

function scriptInvalid(file: string, failure: BuildFailure): LoadtestError {
  const places = failure.errors.map((message) => placeOf(file, message));
  const nodeModule = failure.errors.some((message) => bareImport.test(message.text));
  return new LoadtestError('SCRIPT_INVALID', `scenario "${file}" does not compile`, {
    places,
    cause: failure,
    hint: nodeModule
      ? 'k6 has no Node modules and no package that is not installed: use k6/* modules, or install the package'
      : 'fix the places above, then run `loadtest check` again',
  });
}

function placeOf(file: string, { text, location }: Message): Place {
  if (!location) return { file, message: text };
  const path = resolve(file, '..', location.file);
  return { file: path, line: location.line, column: location.column + 1, message: text };
}
