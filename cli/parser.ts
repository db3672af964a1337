import { Argument, Command as Commander, Option as CommanderOption } from 'commander';
import type { Context } from '../core/context.ts';
import { exitCodeMeaning } from '../core/exit-code.ts';
import type { ArgumentTable, Command, CommandGroup, Example, OptionTable } from './command.ts';
import { globalOptions } from './global-options.ts';
import type { Option } from './option.ts';
import { attributeOf, parseText } from './option-values.ts';
import { colourChoice, createPaint, isColoured } from './screen/colour.ts';

/** What a command line named: the command, its parser, which holds the options, and the arguments. */
export interface Call {
  readonly command: Command;
  readonly parser: Commander;
  readonly args: readonly unknown[];
}

const overview: readonly Example[] = [
  { line: 'loadtest init', summary: 'add a configuration and a first scenario' },
  { line: 'loadtest run smoke', summary: 'run the scenario "smoke" on this machine' },
  { line: 'loadtest report latest -o report.html', summary: 'what came of it' },
];

interface ParserRequest {
  readonly ctx: Context;
  readonly version: string;
  readonly nodes: readonly (Command | CommandGroup)[];
  act(call: Call): Promise<void>;
}

/** The parser that the commands describe. It prints help and versions through the context, and throws otherwise. */
export function createParser(request: ParserRequest): Commander {
  const { ctx, version, nodes } = request;
  const program: Commander = configure(new Commander('loadtest'), ctx, () => program.opts().color)
    .description(
      `From a measured, valid load test to instance sizing and a monthly bill.${exampleHelp(overview)}`,
    )
    .usage('[options] <command>')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', exitCodeHelp);
  addOptions(program, globalOptions);
  for (const node of nodes) program.addCommand(nodeParser(node, request, program));
  return program;
}

function nodeParser(node: Command | CommandGroup, request: ParserRequest, root: Commander): Commander {
  const parser = configure(new Commander(node.name), request.ctx, () => root.opts().color);
  parser.summary(node.summary).helpGroup(`${node.group ?? 'Commands'}:`);
  if ('commands' in node) {
    parser.description(sentence(node.summary)).usage('<command>').helpCommand(false);
    for (const command of node.commands) parser.addCommand(nodeParser(command, request, root));
    return parser;
  }
  parser.description(`${sentence(node.summary)}${exampleHelp(node.examples)}`);
  addArguments(parser, node.args);
  addOptions(parser, node.options);
  if (node.passThrough !== undefined) parser.addHelpText('after', `\nAfter --: ${node.passThrough}`);
  return parser.action(() => request.act({ command: node, parser, args: parser.processedArgs }));
}

function configure(parser: Commander, ctx: Context, colour: () => unknown): Commander {
  const bold = createPaint(true).bold;
  const isPainted = () => isColoured(colourChoice(colour()), ctx.env, ctx.stdout);
  return parser
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true, styleTitle: bold, subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => ctx.stdout.write(text),
      // Errors are thrown and rendered elsewhere: this is only help for a call that names no command.
      writeErr: (text) => ctx.stdout.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => ctx.stdout.columns,
      getErrHelpWidth: () => ctx.stdout.columns,
      getOutHasColors: isPainted,
      getErrHasColors: isPainted,
    });
}

function addArguments(parser: Commander, table: ArgumentTable): void {
  for (const [name, { syntax, summary }] of Object.entries(table)) {
    const spelled = { required: `<${name}>`, optional: `[${name}]`, variadic: `<${name}...>` }[syntax];
    parser.addArgument(new Argument(spelled, summary));
  }
}

function addOptions(parser: Commander, table: OptionTable): void {
  for (const option of Object.values(table)) parser.addOption(commanderOption(option, table));
}

function commanderOption(option: Option<unknown>, table: OptionTable): CommanderOption {
  const { flags, summary, kind, env, group, conflicts = [] } = option;
  const made = new CommanderOption(flags, env === undefined ? summary : `${summary} (env: ${env})`);
  if (kind) {
    if (kind.choices) made.choices(kind.choices);
    const name = made.long ?? made.flags;
    made.argParser((text: string, before: unknown) => {
      const value = parseText(kind, text, name);
      return option.repeatable && Array.isArray(before) ? [...before, value] : value;
    });
  }
  if (option.repeatable) made.default(option.fallback, option.absent ?? 'none');
  if (group !== undefined) made.helpGroup(`${group}:`);
  return made.conflicts(conflicts.flatMap((key) => (table[key] ? attributeOf(table[key]) : [])));
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function exampleHelp(examples: readonly Example[]): string {
  if (examples.length === 0) return '';
  const width = Math.max(...examples.map(({ line }) => line.length));
  const lines = examples.map(({ line, summary }) => `  ${line.padEnd(width)}  ${summary}`);
  return ['\n', ...lines].join('\n');
}

function exitCodeHelp(): string {
  const lines = Object.entries(exitCodeMeaning).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return ['', 'Exit codes:', ...lines].join('\n');
}
