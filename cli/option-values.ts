import { type Command as Commander, Option as CommanderOption } from 'commander';
import type { Context } from '../core/context.ts';
import { LoadtestError } from '../core/errors.ts';
import { didYouMean } from '../core/near-match.ts';
import type { OptionTable } from './command.ts';
import { type Layer, layerOf } from './config/layer.ts';
import type { Option, ValuesOf } from './option.ts';
import type { ValueKind } from './value.ts';

/** The values of a table of options, and where those that were given came from. */
export interface OptionValues<Table> {
  readonly values: ValuesOf<Table>;
  readonly origins: Readonly<Record<string, string>>;
  readonly layers: readonly Layer[];
}

/**
 * The options as the command line gives them, else the environment, else their fallback. A variable is passed over
 * when the command line has an option that conflicts with it.
 */
export function readOptions<Table extends OptionTable>(
  parser: Commander,
  table: Table,
  env: Context['env'],
): OptionValues<Table> {
  const given = parser.opts<Record<string, unknown>>();
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const [key, option] of Object.entries(table)) {
    const attribute = attributeOf(option);
    values[key] = given[attribute] ?? option.fallback;
    if (parser.getOptionValueSource(attribute) === 'cli') origins[key] = `flag ${longFlag(option)}`;
  }
  for (const [key, option] of Object.entries(table)) {
    const text = option.env === undefined ? undefined : env[option.env];
    if (!text || !option.env || origins[key] !== undefined) continue;
    const rival = option.conflicts?.find((other) => origins[other] !== undefined);
    if (rival !== undefined && origins[rival]?.startsWith('env '))
      throw conflictError(option.env, origins[rival]);
    if (rival !== undefined) continue;
    const value = parseText(option.kind ?? truth, text, option.env);
    values[key] = option.repeatable ? [value] : value;
    origins[key] = `env ${option.env}`;
  }
  // Each value came from its own option's kind or fallback, which is what `ValuesOf` says.
  return { values: values as ValuesOf<Table>, origins, layers: layersOf(table, values, origins) };
}

/** The value of a text, or a usage error that names the flag or variable. */
export function parseText(kind: ValueKind<unknown>, text: string, name: string): unknown {
  const value = kind.parse(text);
  if (value !== undefined) return value;
  const hint = kind.choices && { hint: didYouMean(text, kind.choices, `choose ${kind.expected}`) };
  throw new LoadtestError('USAGE', `${name} must be ${kind.expected}, got "${text}"`, hint);
}

const truth: ValueKind<boolean> = {
  expected: 'true or false',
  parse(text) {
    if (text === 'true' || text === '1') return true;
    return text === 'false' || text === '0' ? false : undefined;
  },
};

function layersOf(
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
  origins: Readonly<Record<string, string>>,
): readonly Layer[] {
  const layers = Object.entries(table).flatMap(([key, { config }]) => {
    const origin = origins[key];
    return config === undefined || origin === undefined ? [] : [layerOf(origin, config, values[key])];
  });
  const isFlag = ({ origin }: Layer) => origin.startsWith('flag ');
  return [...layers.filter((layer) => !isFlag(layer)), ...layers.filter(isFlag)];
}

/** The name under which commander keeps an option's value. */
export function attributeOf({ flags }: Option<unknown>): string {
  return new CommanderOption(flags).attributeName();
}

function longFlag({ flags }: Option<unknown>): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

function conflictError(variable: string, rival: string | undefined): LoadtestError {
  return new LoadtestError('USAGE', `${variable} cannot be used with ${rival?.replace('env ', '')}`, {
    hint: 'unset one of them',
  });
}
