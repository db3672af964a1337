import type { Variable } from './hcl.ts';

/** Variables of one thing as values of a chart that makes it too, under its key, without the prefix that says the same. */
export function chartValues(key: string, variables: readonly Variable[]): Readonly<Record<string, unknown>> {
  if (variables.length === 0) return {};
  const named = variables.map(([name, value]) => [camelCase(name.replace(`${key}_`, '')), value]);
  return { [key]: Object.fromEntries(named) };
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
