import { dirname } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { didYouMean } from '../../core/near-match.ts';
import type { K6Options } from '../../core/records/index.ts';
import { findConfig } from './find.ts';
import type { Layer } from './layer.ts';
import { loadConfigFile } from './load.ts';
import { isRecord, valueAt } from './path.ts';
import { type ResolvedConfig, resolveConfig } from './resolve.ts';
import type { Config } from './schema.ts';

export interface ConfigRequest {
  /** The file that `--config` names; `undefined` means that it is looked for. */
  readonly file?: string | undefined;
  readonly profile?: string | undefined;
  /** Layers over file and profile, the weaker ones first. */
  readonly layers?: readonly Layer[];
}

/** A resolved configuration and the file it came from; its relative paths start at `root`. */
export interface LoadedConfig extends ResolvedConfig {
  /** Absolute; `undefined` when there is no configuration file. */
  readonly file: string | undefined;
  readonly root: string;
  /** The chosen profile and its k6 options; its other keys are in `config`. */
  readonly profile: ChosenProfile | undefined;
}

export interface ChosenProfile {
  readonly name: string;
  readonly options: K6Options;
}

/** Finds, reads and resolves the configuration: defaults, file, profile, then the request's layers. */
export async function loadConfig(ctx: Context, request: ConfigRequest = {}): Promise<LoadedConfig> {
  const file = findConfig(ctx.cwd, request.file);
  const base = file === undefined ? [] : [await loadConfigFile(file, ctx.cwd)];
  const profile = request.profile === undefined ? [] : [profileLayer(base[0], request.profile)];
  const resolved = resolveConfig([...base, ...profile, ...(request.layers ?? [])]);
  const root = file === undefined ? ctx.cwd : dirname(file);
  return { ...resolved, file, root, profile: chosenProfile(resolved.config, request.profile) };
}

function chosenProfile({ profiles }: Config, name: string | undefined): ChosenProfile | undefined {
  return name === undefined ? undefined : { name, options: profiles[name]?.options ?? {} };
}

/** What `--explain` calls a profile. */
export const profileOrigin = (name: string) => `profile "${name}"`;

/** The profile's keys but for `options` as a layer of its own, whose places are those in the file. */
function profileLayer(base: Layer | undefined, name: string): Layer {
  const profiles = base?.value.profiles;
  const value = valueAt(profiles, [name]);
  if (base && isRecord(value)) {
    const placeOf: Layer['placeOf'] = (path, part) => base.placeOf(['profiles', name, ...path], part);
    const { options: _, ...overlay } = value;
    return { origin: profileOrigin(name), value: overlay, placeOf };
  }
  const names = isRecord(profiles) ? Object.keys(profiles) : [];
  throw new LoadtestError(
    'USAGE',
    `there is no profile "${name}" in ${base?.origin ?? 'the configuration, as there is none'}`,
    {
      hint: didYouMean(
        name,
        names,
        names.length > 0 ? `choose one of ${names.join(', ')}` : 'add it under "profiles"',
      ),
    },
  );
}
