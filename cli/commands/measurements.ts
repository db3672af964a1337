import { LoadtestError } from '../../core/errors.ts';
import { exitCode } from '../../core/exit-code.ts';
import { defineCommand } from '../command.ts';
import { repeatableOption, switchOption, valueOption, variadicArgument } from '../option.ts';
import { anyText, duration } from '../value.ts';

export const measurements = defineCommand({
  name: 'measurements',
  summary: 'throughput and use of the servers in clean time bins, as a table',
  group: 'Results',
  args: { run: variadicArgument('ids or their beginnings, tags, latest, or a table as a .csv file') },
  options: {
    csv: switchOption('--csv', 'the clean bins alone; the default'),
    output: valueOption('-o, --output <file>', 'a file, else stdout', anyText),
    resource: repeatableOption('--resource <name>', 'only this one', anyText, {
      absent: 'all that were observed',
    }),
    throughputFrom: valueOption(
      '--throughput-from <name>',
      'clients, or the resource whose count of requests to take; default: the only one that has one',
      anyText,
    ),
    warmUp: valueOption('--warm-up <time>', 'what to leave out at the start; default: 3s', duration),
  },
  examples: [
    { line: 'loadtest measurements latest -o measured.csv', summary: 'for a spreadsheet' },
    { line: 'loadtest measurements latest --json', summary: 'with the bins left out, and why' },
  ],
  async run(ctx, { args, options, screen, global }) {
    const { readMeasurements } = await import('../measurements.ts');
    const { measurementsCsv } = await import('../../core/measurements/index.ts');
    const { writeOutput, isStdout } = await import('../output-file.ts');
    const { openResults } = await import('../results.ts');
    if (options.csv && global.json) throw new LoadtestError('USAGE', 'give either --csv or --json');
    const results = await openResults(ctx, global.config);
    const measured = await readMeasurements(ctx, results, args.run, {
      ...(options.resource.length > 0 && { resources: options.resource }),
      ...(options.throughputFrom !== undefined && { throughputFrom: options.throughputFrom }),
      ...(options.warmUp !== undefined && { warmUpMs: options.warmUp }),
    });
    const text = global.json ? JSON.stringify(measured, null, 2) : measurementsCsv(measured);
    await writeOutput(ctx, options.output, text);
    if (!isStdout(options.output)) screen.say(`wrote ${options.output}`);
    return exitCode.ok;
  },
});
