import { dirname } from 'node:path';
import type { Context } from '../../core/context.ts';
import { type Bundle, type K6Options, schemaVersion } from '../../core/records/index.ts';
import { digestOf } from '../digest.ts';
import { k6Environment } from '../k6-environment.ts';
import { runToEnd } from '../process.ts';
import { type Archive, readArchive, relocate, withOptions, writeArchive } from './archive.ts';
import { compileScenario } from './compile.ts';
import { scriptError } from './k6-error.ts';

/** A bundle's record and the archive itself. */
export interface BundledScenario {
  readonly bundle: Bundle;
  readonly archive: Archive;
}

export interface BundleRequest {
  /** The name that results carry. */
  readonly scenario: string;
  /** Absolute path of the entry file. */
  readonly file: string;
  /** The program; it may still be looked for while the scenario is compiled. */
  readonly k6: string | Promise<string>;
  /** Variables given with `-e`: the script's init code may read them. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Compiles the scenario and has k6 archive it with its data files. The module goes to k6 by standard input, in the
 * scenario's directory, so that nothing is written beside the sources. Throws `SCRIPT_INVALID`,
 * `SCRIPT_EXCEPTION` or `OPTIONS_INVALID` with the place in the TypeScript source.
 */
export async function bundleScenario(ctx: Context, request: BundleRequest): Promise<BundledScenario> {
  const [compiled, k6] = await Promise.all([compileScenario(request.file), request.k6]);
  const arguments_ = [
    'archive',
    '--quiet',
    '--log-format',
    'json',
    '--exclude-env-vars',
    '--include-system-env-vars',
    '-O',
    '-',
    '-',
  ];
  const archived = await runToEnd(ctx, k6, arguments_, {
    cwd: dirname(request.file),
    env: k6Environment(ctx.env, request.variables),
    input: compiled.code,
  });
  if (archived.exitCode !== 0) {
    throw scriptError(request.scenario, archived.exitCode, archived.stderr, compiled.root);
  }
  const read = await readArchive(archived.stdout);
  const archive = relocate(read, compiled.entry, Object.values(request.variables));
  const bytes = await writeArchive(archive);
  const bundle: Bundle = {
    schemaVersion,
    scenario: request.scenario,
    entry: compiled.entry,
    root: compiled.root,
    digest: digestOf(bytes),
    sizeBytes: bytes.length,
    options: archive.metadata.options,
  };
  return { bundle, archive };
}

/** The archive that the workers run: the bundle with the plan's options. */
export function archiveForRun(archive: Archive, options: K6Options): Promise<Buffer> {
  return writeArchive(withOptions(archive, options));
}

/**
 * Has k6 check options and thresholds of an archive as it would before a run; throws `OPTIONS_INVALID` with k6's
 * own words.
 */
export async function inspectArchive(
  ctx: Context,
  request: BundleRequest,
  root: string,
  archive: Uint8Array,
): Promise<void> {
  const inspected = await runToEnd(
    ctx,
    await request.k6,
    ['inspect', '--execution-requirements', '--log-format', 'json', '--include-system-env-vars', '-'],
    { cwd: dirname(request.file), env: k6Environment(ctx.env, request.variables), input: archive },
  );
  if (inspected.exitCode !== 0) {
    throw scriptError(request.scenario, inspected.exitCode, inspected.stderr, root);
  }
}
