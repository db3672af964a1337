import { dirname } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { LoadtestError } from '../../core/errors.ts';
import { type Bundle, type K6Options, schemaVersion } from '../../core/records/index.ts';
import { digestOf } from '../digest.ts';
import { k6Environment } from '../k6-environment.ts';
import { type ProcessOutcome, runToEnd } from '../process.ts';
import { type Archive, readArchive, relocate, withOptions, writeArchive } from './archive.ts';
import { type CompiledScenario, compileScenario } from './compile.ts';
import { scriptError, wordsOf } from './k6-error.ts';
import { refusedThresholds } from './refused-thresholds.ts';

/** A bundle's record and the archive itself, with what else is known of the script. */
export interface BundledScenario {
  readonly bundle: Bundle;
  readonly archive: Archive;
  readonly compiled: CompiledScenario;
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
 * `SCRIPT_EXCEPTION`, `THRESHOLD_INVALID` or `OPTIONS_INVALID` with the place in the TypeScript source.
 */
export async function bundleScenario(ctx: Context, request: BundleRequest): Promise<BundledScenario> {
  const [compiled] = await Promise.all([compileScenario(request.file), request.k6]);
  const archived = await archive(ctx, request, compiled.code);
  if (archived.exitCode !== 0) {
    const lenient = await archive(ctx, request, compiled.code, ['--no-thresholds']);
    const read = lenient.exitCode === 0 ? await readArchive(lenient.stdout) : undefined;
    throw await refusalOf(ctx, request, compiled, archived, read);
  }
  const read = await readArchive(archived.stdout);
  const relocated = relocate(read, compiled.entry, Object.values(request.variables));
  const bytes = await writeArchive(relocated);
  const bundle: Bundle = {
    schemaVersion,
    scenario: request.scenario,
    entry: compiled.entry,
    root: compiled.root,
    digest: digestOf(bytes),
    sizeBytes: bytes.length,
    options: relocated.metadata.options,
  };
  return { bundle, archive: relocated, compiled };
}

/**
 * The archive that the workers run: the bundle with the plan's options, which k6 has checked as it would before a run.
 * Throws `THRESHOLD_INVALID`, or `OPTIONS_INVALID` with k6's own words.
 */
export async function archiveForRun(
  ctx: Context,
  request: BundleRequest,
  { archive, compiled }: BundledScenario,
  options: K6Options,
): Promise<Uint8Array> {
  const planned = withOptions(archive, options);
  const bytes = await writeArchive(planned);
  const inspected = await inspect(ctx, request, bytes);
  if (inspected.exitCode === 0) return bytes;
  const lenient = await inspect(ctx, request, bytes, ['--no-thresholds']);
  throw await refusalOf(ctx, request, compiled, inspected, lenient.exitCode === 0 ? planned : undefined);
}

/** Why k6 refused a script; `acceptable` is its archive if k6 takes it when it does not look at the thresholds. */
async function refusalOf(
  ctx: Context,
  request: BundleRequest,
  { code, root, sources }: CompiledScenario,
  refused: ProcessOutcome,
  acceptable: Archive | undefined,
): Promise<LoadtestError> {
  const errorOf = ({ exitCode, stderr }: ProcessOutcome) =>
    scriptError(request.scenario, exitCode, stderr, root);
  if (!acceptable) return errorOf(refused);
  const { options } = acceptable.metadata;
  return refusedThresholds({
    scenario: request.scenario,
    options,
    code,
    sources,
    async refusal(thresholds) {
      const inspected = await inspect(
        ctx,
        request,
        await writeArchive(withOptions(acceptable, { ...options, thresholds })),
      );
      return inspected.exitCode === 0 ? undefined : wordsOf(inspected.stderr);
    },
  });
}

async function archive(ctx: Context, request: BundleRequest, code: string, flags: readonly string[] = []) {
  return runK6(ctx, request, ['archive', '--quiet', '--exclude-env-vars', ...flags, '-O', '-'], code);
}

async function inspect(
  ctx: Context,
  request: BundleRequest,
  bytes: Uint8Array,
  flags: readonly string[] = [],
) {
  return runK6(ctx, request, ['inspect', '--execution-requirements', ...flags], bytes);
}

/** Runs a command of k6 on a script that it reads from standard input, in the scenario's directory. */
async function runK6(
  ctx: Context,
  { k6, file, variables }: BundleRequest,
  command: readonly string[],
  input: string | Uint8Array,
): Promise<ProcessOutcome> {
  const flags = ['--log-format', 'json', '--include-system-env-vars', '-'];
  const env = k6Environment(ctx.env, variables);
  return runToEnd(ctx, await k6, [...command, ...flags], { cwd: dirname(file), env, input });
}
