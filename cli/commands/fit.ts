import { exitCode } from '../../core/exit-code.ts';
import { defineCommand } from '../command.ts';
import { requiredArgument, valueOption } from '../option.ts';
import { positiveNumber } from '../value.ts';

export const fit = defineCommand({
  name: 'fit',
  summary: 'the scalability law and the CPU a request costs, from a table of loads',
  group: 'Results',
  args: {
    file: requiredArgument('a CSV with concurrency,throughput_per_sec and, where observed, cpu_cores'),
  },
  options: {
    cores: valueOption(
      '--cores <n>',
      'cores that the system has, to tell whether CPU stops it',
      positiveNumber,
    ),
  },
  examples: [
    { line: 'loadtest fit loads.csv', summary: 'a row of the file is one load' },
    { line: 'loadtest fit loads.csv --cores 4 --json', summary: 'the parameters for another program' },
  ],
  async run(ctx, { args, options, screen, global }) {
    const { readLoads } = await import('../fit/read-loads.ts');
    const { fitLoads } = await import('../../estimator/index.ts');
    const { renderFitTerminal } = await import('../../reports/fit-terminal.ts');
    const loads = await readLoads(ctx, args.file);
    const fitted = fitLoads(loads, options.cores);
    if (global.json) screen.printJson(fitted);
    else screen.print(renderFitTerminal(fitted, loads, screen.paint).trimEnd());
    return exitCode.ok;
  },
});
