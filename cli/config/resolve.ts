import { LoadtestError, type Place } from '../../core/errors.ts';
import type { Layer } from './layer.ts';
import { type Merged, mergeLayers } from './merge.ts';
import { leavesOf, type Path, pathText, valueAt } from './path.ts';
import { type Problem, problemsOf } from './problems.ts';
import { type Config, configSchema } from './schema.ts';

/** The complete configuration, frozen, and where each of its values came from. */
export interface ResolvedConfig {
  readonly config: Config;
  /** By path: `default`, the file's name, `profile "smoke"`, `env LOADTEST_WORKERS` or `flag --workers`. */
  readonly origins: Readonly<Record<string, string>>;
}

/** The configuration that the layers make, the weaker ones first; throws `CONFIG_INVALID` with every problem. */
export function resolveConfig(layers: readonly Layer[]): ResolvedConfig {
  const merged = mergeLayers(layers);
  const parsed = configSchema.safeParse(merged.value);
  if (!parsed.success) throw invalid(problemsOf(parsed.error, configSchema, merged.value), layers, merged);
  const originOf = (path: Path) =>
    valueAt(merged.value, path) === undefined ? 'default' : (merged.layerAt(path)?.origin ?? 'default');
  const origins = leavesOf(parsed.data).map(([path]) => [pathText(path), originOf(path)]);
  return { config: deepFreeze(parsed.data), origins: Object.fromEntries(origins) };
}

function invalid(problems: readonly Problem[], layers: readonly Layer[], merged: Merged): LoadtestError {
  const places = new Map<string, Place>();
  for (const { path, part, message } of problems) {
    const layer = merged.layerAt(path) ?? layers[0];
    const place = layer?.placeOf(path, part) ?? { file: 'configuration' };
    // The chosen profile is judged twice: where it stands, and as the top-level keys that it sets.
    const key = JSON.stringify([place, path[0] === 'profiles' ? path.slice(2) : path]);
    places.set(key, { ...place, message });
  }
  const count = places.size === 1 ? 'a problem' : `${places.size} problems`;
  return new LoadtestError('CONFIG_INVALID', `the configuration has ${count}`, {
    places: [...places.values()].sort(byPosition),
  });
}

function byPosition(a: Place, b: Place): number {
  return a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
