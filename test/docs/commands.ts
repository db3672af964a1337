import type { Command, CommandGroup } from '../../cli/command.ts';
import { commands } from '../../cli/commands/index.ts';
import { globalOptions } from '../../cli/global-options.ts';

const builtIn = ['-h', '--help', '-V', '--version'];
const placeholder = /^[A-Z]/;

/** The lines of a page's code blocks that call the command line, each without what calls it, pipes and remarks. */
export function callsIn(markdown: string): string[] {
  const fenced = [...markdown.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const indented = [...markdown.matchAll(/^ {4,}(\S.*)$/gm)].map(([, line = '']) => line);
  return [...fenced, ...indented].flatMap((line) =>
    line.split('&&').flatMap((part) => {
      const [, rest] =
        /^(?:\$ )?(?:npx --no-install |- run: npx --no-install )?loadtest (.+)$/.exec(part.trim()) ?? [];
      return rest === undefined ? [] : (rest.split(/\s{2,}|[|>#]/)[0]?.trim() ?? []);
    }),
  );
}

/** What is wrong with a call: a command or an option that is not there; `undefined` if nothing is. */
export function problemOf(call: string): string | undefined {
  const words = call.split(' -- ')[0]?.split(/\s+/) ?? [];
  const [first = '', second = ''] = words;
  if (placeholder.test(first) || first.startsWith('-')) return undefined;
  const command = find(first, second);
  if (!command) return `there is no command "${first} ${second}"`;
  const flags = [...Object.values(command.options), ...Object.values(globalOptions)].flatMap((option) =>
    [...option.flags.matchAll(/(?<![\w-])--?[\w-]+/g)].map(([flag]) => flag),
  );
  const given = words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.split('=')[0] ?? word);
  const unknown = given.filter((flag) => ![...flags, ...builtIn].includes(flag));
  return unknown.length > 0 ? `"${first}" has no option ${unknown.join(', ')}` : undefined;
}

function find(first: string, second: string): Command | undefined {
  const node: Command | CommandGroup | undefined = commands.find(({ name }) => name === first);
  if (!node || !('commands' in node)) return node;
  return node.commands.find(({ name }) => name === second.replace(/,$/, ''));
}
