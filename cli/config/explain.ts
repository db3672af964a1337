import type { LoadedConfig } from './config.ts';
import { leavesOf, pathText } from './path.ts';
import { redact } from './redact.ts';

/** One value of the configuration and where it came from; `value` is without secrets. */
export interface ExplainedValue {
  readonly path: string;
  readonly value: unknown;
  readonly origin: string;
}

/** Every value that a run would use with its origin, in the order of the schema. */
export function explainedValues({
  config,
  origins,
}: Pick<LoadedConfig, 'config' | 'origins'>): readonly ExplainedValue[] {
  const { profiles: _, ...effective } = config;
  return leavesOf(redact(effective)).map(([path, value]) => {
    const text = pathText(path);
    return { path: text, value, origin: origins[text] ?? 'default' };
  });
}

/** The same as text, one line a value: `workers = 4 (flag --workers)`. */
export function explain(resolved: Pick<LoadedConfig, 'config' | 'origins'>): string {
  return explainedValues(resolved)
    .map(({ path, value, origin }) => `${path} = ${JSON.stringify(value)} (${origin})`)
    .join('\n');
}
