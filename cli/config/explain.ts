import { type LoadedConfig, profileOrigin } from './config.ts';
import { leavesOf, pathText } from './path.ts';
import { redact } from './redact.ts';

type Explained = Pick<LoadedConfig, 'config' | 'origins' | 'profile'>;

/** One value of the configuration and where it came from; `value` is without secrets. */
export interface ExplainedValue {
  readonly path: string;
  readonly value: unknown;
  readonly origin: string;
}

/** Every value that a run would use with its origin; those of profiles that were not chosen are left out. */
export function explainedValues({ config, origins, profile }: Explained): readonly ExplainedValue[] {
  const { profiles: _, ...effective } = config;
  const chosen = profile ? leavesOf(redact({ options: profile.options })) : [];
  const originOf = (path: string) => origins[path] ?? (profile ? profileOrigin(profile.name) : 'default');
  return [...leavesOf(redact(effective)), ...chosen].map(([path, value]) => {
    const text = pathText(path);
    return { path: text, value, origin: originOf(text) };
  });
}

/** The same as text, one line a value: `workers = 4 (flag --workers)`. */
export function explain(resolved: Explained): string {
  return explainedValues(resolved)
    .map(({ path, value, origin }) => `${path} = ${JSON.stringify(value)} (${origin})`)
    .join('\n');
}
