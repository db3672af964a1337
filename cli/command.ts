import type { Context } from '../core/context.ts';
import type { ExitCode } from '../core/exit-code.ts';
import type { Layer } from './config/layer.ts';
import type { Argument, Option, ValuesOf } from './option.ts';
import type { Screen } from './screen/screen.ts';

export interface Example {
  readonly line: string;
  readonly summary: string;
}

/** The options that every command takes. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  /** The configuration file named by `--config`; `undefined` means that it is looked for. */
  readonly config: string | undefined;
}

/** What a command was called with. */
export interface Input<Arguments, Options> {
  readonly args: ValuesOf<Arguments>;
  readonly options: ValuesOf<Options>;
  /** Where each option that is not at its fallback was given: `flag --workers`, `env LOADTEST_WORKERS`. */
  readonly origins: Readonly<Partial<Record<keyof Options, string>>>;
  /** The options that override the configuration, the weaker layers first. */
  readonly layers: readonly Layer[];
  /** What stood after `--`; empty unless the command's `passThrough` says what it is for. */
  readonly passThrough: readonly string[];
  readonly global: GlobalOptions;
  readonly screen: Screen;
}

export type ArgumentTable = Readonly<Record<string, Argument<unknown>>>;
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** A command as data: parsing, help and documentation derive from it. */
export interface Command<Arguments = ArgumentTable, Options = OptionTable> {
  readonly name: string;
  readonly summary: string;
  /** The heading under which the overview lists it. */
  readonly group?: string;
  readonly args: Arguments;
  readonly options: Options;
  readonly examples: readonly Example[];
  /** What the arguments after `--` are for; absent if there may be none. */
  readonly passThrough?: string;
  /** Heavy modules are imported in here, so that help and other commands start fast. */
  run(ctx: Context, input: Input<Arguments, Options>): Promise<ExitCode>;
}

/** Commands under a common first word: `loadtest runs list`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly group?: string;
  readonly commands: readonly Command[];
}

/** The command, with the types of its input drawn from its tables. */
export function defineCommand<Arguments extends ArgumentTable, Options extends OptionTable>(
  command: Command<Arguments, Options>,
): Command<Arguments, Options> {
  return command;
}
