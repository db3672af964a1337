import { exitCode } from '../../core/exit-code.ts';
import { defineCommand } from '../command.ts';
import type { Argument } from '../option.ts';
import { requiredArgument, valueOption } from '../option.ts';
import { anyText } from '../value.ts';

const exportNames = ['terraform', 'terragrunt', 'infracost', 'helm-values'] as const;

export const exportEstimate = defineCommand({
  name: 'export',
  summary: 'the recommended option of an estimate, for another tool',
  group: 'Results',
  args: {
    format: requiredArgument(exportNames.join(', ')),
    estimate: requiredArgument('the file that "loadtest estimate -o FILE.json" wrote'),
  } satisfies Record<string, Argument<string>>,
  options: { output: valueOption('-o, --output <file>', 'a file, or - for stdout', anyText) },
  examples: [
    {
      line: 'loadtest export terraform estimate.json -o sizes.auto.tfvars',
      summary: 'task size, counts, target',
    },
    { line: 'loadtest export infracost estimate.json -o infracost-usage.yml', summary: 'what a month uses' },
  ],
  async run(ctx, { args, options, screen }) {
    const { readEstimate } = await import('../estimate/read-estimate.ts');
    const { renderExport } = await import('../../reports/exports.ts');
    const { isStdout, writeOutput } = await import('../output-file.ts');
    const { LoadtestError } = await import('../../core/errors.ts');
    const name = exportNames.find((each) => each === args.format);
    if (!name)
      throw new LoadtestError('USAGE', `there is no export "${args.format}"`, {
        hint: `choose one of ${exportNames.join(', ')}`,
      });
    const text = renderExport(await readEstimate(ctx, args.estimate), name);
    await writeOutput(ctx, options.output, text);
    if (!isStdout(options.output)) screen.say(`wrote ${options.output}`);
    return exitCode.ok;
  },
});
