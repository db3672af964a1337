import { exitCode } from '../../core/exit-code.ts';
import { defineCommand } from '../command.ts';
import { formatNames } from '../format-names.ts';
import { valueOption, variadicArgument } from '../option.ts';
import { anyText, oneOf } from '../value.ts';

export const report = defineCommand({
  name: 'report',
  summary: 'the report of runs, in any format',
  group: 'Results',
  args: { run: variadicArgument('ids or their beginnings, tags, or latest') },
  options: {
    format: valueOption(
      '-f, --format <name>',
      'default: by the extension of the output, else terminal',
      oneOf(...formatNames),
    ),
    output: valueOption(
      '-o, --output <file>',
      'a file, - for stdout, or a directory for several runs',
      anyText,
    ),
  },
  examples: [
    { line: 'loadtest report latest -o report.html', summary: 'one file that works offline' },
    { line: 'loadtest report latest --format md', summary: 'for a comment on a pull request' },
  ],
  async run(ctx, { args, options, screen, global }) {
    const { openResults } = await import('../results.ts');
    const { findResults } = await import('../kept-runs.ts');
    const { writeReports } = await import('../write-reports.ts');
    const results = await openResults(ctx, global.config);
    const ids = (await findResults(ctx, results, args.run)).map(({ id }) => id);
    await writeReports(ctx, results, ids, {
      format: options.format ?? (global.json ? 'json' : undefined),
      output: options.output,
      onWritten: (file) => screen.say(`wrote ${file}`),
    });
    return exitCode.ok;
  },
});
