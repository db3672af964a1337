import type { ValueKind } from './value.ts';

/** A positional argument; `fallback` is its value when it is not given. */
export interface Argument<T> {
  readonly syntax: 'required' | 'optional' | 'variadic';
  readonly summary: string;
  readonly fallback: T;
}

export const requiredArgument = (summary: string): Argument<string> => ({
  syntax: 'required',
  summary,
  fallback: '',
});

export const optionalArgument = (summary: string): Argument<string | undefined> => ({
  syntax: 'optional',
  summary,
  fallback: undefined,
});

/** One or more values. */
export const variadicArgument = (summary: string): Argument<readonly string[]> => ({
  syntax: 'variadic',
  summary,
  fallback: [],
});

interface OptionDetails {
  /** The variable that sets it where the flag is absent: `LOADTEST_…`. */
  readonly env?: string;
  /** The path in the configuration that it overrides: `workers`, `target.url`. */
  readonly config?: string;
  /** Keys of other options of the command that cannot be given with it. */
  readonly conflicts?: readonly string[];
  /** What help says that a repeatable one is when it is not given; `none` without. */
  readonly absent?: string;
  /** The heading under which help lists it. */
  readonly group?: string;
}

/** An option of a command as data; `fallback` is its value when it is not given. */
export interface Option<T> extends OptionDetails {
  /** As help shows it: `-e, --env <K=V>`, `--dry-run`, `--no-cleanup`. */
  readonly flags: string;
  readonly summary: string;
  readonly kind?: ValueKind<unknown>;
  readonly repeatable: boolean;
  readonly fallback: T;
}

/** An option with a value, which is `undefined` when it is not given. */
export function valueOption<T>(
  flags: string,
  summary: string,
  kind: ValueKind<T>,
  details: OptionDetails = {},
): Option<T | undefined> {
  return { flags, summary, kind, repeatable: false, fallback: undefined, ...details };
}

/** An option that may be given any number of times; its values in the order given. */
export function repeatableOption<T>(
  flags: string,
  summary: string,
  kind: ValueKind<T>,
  details: OptionDetails = {},
): Option<readonly T[]> {
  return { flags, summary, kind, repeatable: true, fallback: [], ...details };
}

/** A switch: false unless given; one spelled `--no-…` is true unless given. */
export function switchOption(flags: string, summary: string, details: OptionDetails = {}): Option<boolean> {
  return { flags, summary, repeatable: false, fallback: flags.includes('--no-'), ...details };
}

/** The values that a table of arguments or options takes. */
export type ValuesOf<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends { readonly fallback: infer T } ? T : never;
};
