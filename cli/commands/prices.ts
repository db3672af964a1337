import { exitCode } from '../../core/exit-code.ts';
import { type CommandGroup, defineCommand } from '../command.ts';
import { optionalArgument, valueOption } from '../option.ts';
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

const update = defineCommand({
  name: 'update',
  summary: 'reads the prices of a region from AWS',
  args: {},
  options: {
    region: valueOption('--region <name>', 'the region, such as eu-west-1', anyText, { config: 'region' }),
    profile: valueOption('--profile <name>', 'the profile of the AWS credentials', anyText),
  },
  examples: [
    { line: 'loadtest prices update --region eu-west-1', summary: 'prices for estimates in Ireland' },
    { line: 'loadtest prices diff', summary: 'what they changed in the bundled ones' },
  ],
  async run(ctx, { options, layers, screen, global }) {
    const { loadConfig } = await import('../config/config.ts');
    const { updatePrices } = await import('../prices/update-prices.ts');
    const { keepPrices } = await import('../prices/price-cache.ts');
    const { config, root } = await loadConfig(ctx, { file: global.config, layers });
    if (config.region === undefined) {
      const { LoadtestError } = await import('../../core/errors.ts');
      throw new LoadtestError('USAGE', 'prices are read for a region: give --region', {
        hint: 'for example --region eu-west-1, or write region into the configuration',
      });
    }
    const { prices, absent } = await updatePrices({
      region: config.region,
      profile: options.profile,
      nowMs: ctx.now(),
      onService: (service) => screen.detail(`reading ${service}`),
    });
    const file = await keepPrices(root, prices);
    if (absent.length > 0) screen.say(`not listed there: ${absent.join('; ')}`);
    if (global.json) screen.printJson({ file, absent, ...prices });
    else screen.print(`wrote ${prices.prices.length} prices of ${prices.region}, ${prices.date}, to ${file}`);
    return exitCode.ok;
  },
});

const diff = defineCommand({
  name: 'diff',
  summary: 'what prices read from AWS change in the bundled ones, or a price file in both',
  args: { file: optionalArgument('a price file (docs/estimator.md)') },
  options: { region },
  examples: [
    { line: 'loadtest prices diff', summary: 'what prices update changed' },
    { line: 'loadtest prices diff prices.yaml', summary: 'what a contract makes cheaper' },
  ],
  async run(ctx, { args, options, screen, global }) {
    const { resolve } = await import('node:path');
    const { comparePrices } = await import('../../estimator/index.ts');
    const { loadConfig } = await import('../config/config.ts');
    const { bundledPrices, listPrices, openPrices } = await import('../estimate/prices.ts');
    const { changeRows } = await import('../estimate/price-table.ts');
    const { root } = await loadConfig(ctx, { file: global.config });
    const listed = await listPrices(root);
    const [from, to] =
      args.file === undefined
        ? [bundledPrices(), listed]
        : [listed, await openPrices(root, resolve(ctx.cwd, args.file))];
    const changes = comparePrices(from, to).filter(
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
  commands: [show, update, diff],
};
