import { exitCode } from '../../core/exit-code.ts';
import { type CommandGroup, defineCommand } from '../command.ts';
import { optionalArgument, requiredArgument, valueOption } from '../option.ts';
import { anyText } from '../value.ts';

const region = valueOption('--region <name>', 'only those of one region', anyText);

const show = defineCommand({
  name: 'show',
  summary: 'the prices that estimates use, each with its date',
  args: { text: optionalArgument('only those with this in their service, item or attributes') },
  options: {
    region,
    prices: valueOption('--prices <file>', 'with a price file laid over them', anyText, { config: 'prices' }),
  },
  examples: [
    { line: 'loadtest prices show fargate --region ap-northeast-1', summary: 'what a task costs in Tokyo' },
    { line: 'loadtest prices show c7g.large --json', summary: 'with source, SKU and rate code' },
  ],
  async run(ctx, { args, options, layers, screen, global }) {
    const { loadConfig } = await import('../config/config.ts');
    const { openPrices } = await import('../estimate/prices.ts');
    const { searchPrices, priceRows } = await import('../estimate/price-table.ts');
    const { config, root } = await loadConfig(ctx, { file: global.config, layers });
    const found = searchPrices(await openPrices(root, config.prices), args.text, options.region);
    if (global.json) screen.printJson(found);
    else if (found.length === 0) screen.say('no price fits; without a text all are listed');
    else {
      const { renderTable } = await import('../screen/table.ts');
      const [head = [], ...rows] = priceRows(found);
      screen.print(renderTable(head, rows, screen.paint));
    }
    return exitCode.ok;
  },
});

const diff = defineCommand({
  name: 'diff',
  summary: 'what a price file changes in the bundled prices',
  args: { file: requiredArgument('a price file (docs/estimator.md)') },
  options: { region },
  examples: [{ line: 'loadtest prices diff prices.yaml', summary: 'what a contract makes cheaper' }],
  async run(ctx, { args, options, screen, global }) {
    const { comparePrices } = await import('../../estimator/index.ts');
    const { bundledPrices, openPrices } = await import('../estimate/prices.ts');
    const { changeRows } = await import('../estimate/price-table.ts');
    const changes = comparePrices(bundledPrices(), await openPrices(ctx.cwd, args.file)).filter(
      ({ price }) => options.region === undefined || price.region === options.region,
    );
    if (global.json) screen.printJson(changes);
    else if (changes.length === 0) screen.say('no price differs');
    else {
      const { renderTable } = await import('../screen/table.ts');
      const [head = [], ...rows] = changeRows(changes);
      screen.print(renderTable(head, rows, screen.paint));
    }
    return exitCode.ok;
  },
});

export const prices: CommandGroup = {
  name: 'prices',
  summary: 'the prices that estimates use',
  group: 'Results',
  commands: [show, diff],
};
