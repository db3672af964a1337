import { CommanderError } from 'commander';
import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import { type ExitCode, exitCode } from '../core/exit-code.ts';
import type { Command, CommandGroup } from './command.ts';
import { commands } from './commands/index.ts';
import { globalOptions } from './global-options.ts';
import { readOptions } from './option-values.ts';
import { type Call, createParser } from './parser.ts';
import { colourChoice, createPaint, isColoured } from './screen/colour.ts';
import { exitCodeOf, renderError } from './screen/errors.ts';
import { createScreen } from './screen/screen.ts';
import { readVersions } from './version.ts';

/** Runs the command that `argv` names and gives its exit code; every error ends on stderr. */
export async function runCli(
  ctx: Context,
  argv: readonly string[],
  nodes: readonly (Command | CommandGroup)[] = commands,
): Promise<ExitCode> {
  const versions = readVersions();
  const [own, passThrough] = splitAtDashes(argv);
  const called = ['loadtest'];
  let outcome: ExitCode = exitCode.ok;
  const act = async (call: Call) => {
    outcome = await runCommand(ctx, call, readGlobal(), passThrough);
  };
  const parser = createParser({ ctx, version: versions.loadtest, nodes, act });
  const readGlobal = () => readOptions(parser, globalOptions, ctx.env).values;
  parser.hook('preSubcommand', (_, child) => void called.push(child.name()));
  try {
    await parser.parseAsync(own, { from: 'user' }).catch(unlessHelp);
    await ctx.stdout.flushed().catch(cannotWrite);
    return outcome;
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? usageError(thrown, called.join(' ')) : thrown;
    const { json, debug, color } = readGlobal();
    const paint = createPaint(isColoured(colourChoice(color), ctx.env, ctx.stderr));
    ctx.stderr.write(renderError(error, { paint, json, debug, versions }));
    return exitCodeOf(error);
  }
}

type GlobalValues = ReturnType<typeof readOptions<typeof globalOptions>>['values'];

async function runCommand(
  ctx: Context,
  { command, parser, args }: Call,
  global: GlobalValues,
  passThrough: readonly string[],
): Promise<ExitCode> {
  if (passThrough.length > 0 && command.passThrough === undefined) {
    throw new LoadtestError(
      'USAGE',
      `"${command.name}" takes nothing after "--", got "${passThrough.join(' ')}"`,
    );
  }
  const { values, origins, layers } = readOptions(parser, command.options, ctx.env);
  return command.run(ctx, {
    args: Object.fromEntries(
      Object.entries(command.args).map(([name, { fallback }], index) => [name, args[index] ?? fallback]),
    ),
    options: values,
    origins,
    layers,
    passThrough,
    global,
    screen: createScreen(ctx, { ...global, colour: colourChoice(global.color) }),
  });
}

function splitAtDashes(
  argv: readonly string[],
): readonly [own: readonly string[], passThrough: readonly string[]] {
  const at = argv.indexOf('--');
  return at < 0 ? [argv, []] : [argv.slice(0, at), argv.slice(at + 1)];
}

/** Throws it on; commander throws after it has printed help or the version, too. */
function unlessHelp(thrown: unknown): void {
  const isHelp =
    thrown instanceof CommanderError &&
    ['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(thrown.code);
  if (!isHelp) throw thrown;
}

function cannotWrite(cause: unknown): never {
  throw new LoadtestError('STORE_UNWRITABLE', `cannot write to stdout: ${messageOf(cause)}`, { cause });
}

/** Commander's message in this tool's words: a sentence, with its suggestion as the hint. */
function usageError({ message }: CommanderError, called: string): LoadtestError {
  const [first = '', suggestion = ''] = message.replace(/^error: /, '').split('\n');
  const sentence = first.replaceAll(/'([^']*)'/g, '"$1"').replace(/\.$/, '');
  const near = /\(Did you mean (?:one of )?(.*)\?\)/.exec(suggestion)?.[1];
  const hint =
    near === undefined ? `see "${called} --help"` : `did you mean "${near.replaceAll(', ', '" or "')}"?`;
  return new LoadtestError('USAGE', sentence, { hint });
}
