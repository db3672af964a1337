import { exitCode } from '../../core/exit-code.ts';
import { type CommandGroup, defineCommand } from '../command.ts';
import { requiredArgument, switchOption, valueOption, variadicArgument } from '../option.ts';
import { anyText, wholeNumber } from '../value.ts';
import { attachRun } from './attach-run.ts';
import { stopRun } from './stop-run.ts';

const list = defineCommand({
  name: 'list',
  summary: 'the runs on this machine and in the configured bucket, newest first',
  args: {},
  options: {
    scenario: valueOption('-s, --scenario <name>', 'only those of one scenario', anyText),
    limit: valueOption('-n, --limit <n>', 'only so many', wholeNumber(1)),
  },
  examples: [{ line: 'loadtest runs list --scenario checkout', summary: 'one scenario over time' }],
  async run(ctx, { options, screen, global }) {
    const { openResults } = await import('../results.ts');
    const { listAllRuns } = await import('../kept-runs.ts');
    const runs = (await listAllRuns(ctx, await openResults(ctx, global.config)))
      .filter(({ scenario }) => options.scenario === undefined || scenario === options.scenario)
      .slice(0, options.limit);
    if (global.json) screen.printJson(runs);
    else if (runs.length === 0) screen.say('there are no runs yet');
    else screen.print((await import('../screen/run-table.ts')).runTable(runs, screen.paint));
    return exitCode.ok;
  },
});

const show = defineCommand({
  name: 'show',
  summary: 'the summary of a run',
  args: { run: requiredArgument('an id or its beginning, a tag, or latest') },
  options: {},
  examples: [{ line: 'loadtest runs show latest', summary: 'the last run again' }],
  async run(ctx, { args, screen, global }) {
    const { openResults, readReport } = await import('../results.ts');
    const { findResults } = await import('../kept-runs.ts');
    const results = await openResults(ctx, global.config);
    for (const { id } of await findResults(ctx, results, [args.run])) {
      if (global.json) {
        screen.printJson(await results.store.readResult(id));
      } else {
        const { renderTerminal } = await import('../../reports/terminal.ts');
        screen.print(renderTerminal(await readReport(results, id), screen.paint).trimEnd());
      }
    }
    return exitCode.ok;
  },
});

const remove = defineCommand({
  name: 'rm',
  summary: 'remove runs with everything that they recorded',
  args: { run: variadicArgument('ids or their beginnings, or tags') },
  options: {},
  examples: [{ line: 'loadtest runs rm 20260314-0917', summary: 'the one run that begins like this' }],
  async run(ctx, { args, screen, global }) {
    const { openResults } = await import('../results.ts');
    const { findRuns } = await import('../run-reference.ts');
    const { store } = await openResults(ctx, global.config);
    const ids = [...new Set((await findRuns(store, args.run)).map(({ id }) => id))];
    for (const id of ids) {
      await store.remove(id);
      screen.say(`removed ${id}`);
    }
    if (global.json) screen.printJson({ removed: ids });
    return exitCode.ok;
  },
});

const tag = defineCommand({
  name: 'tag',
  summary: 'name a run, so that the tag stands for it in every command',
  args: { run: requiredArgument('an id or its beginning, a tag, or latest'), tag: variadicArgument('names') },
  options: { remove: switchOption('--remove', 'take the tags away') },
  examples: [{ line: 'loadtest runs tag latest baseline', summary: 'what later runs are compared with' }],
  async run(ctx, { args, options, screen, global }) {
    const { openResults } = await import('../results.ts');
    const { findRuns } = await import('../run-reference.ts');
    const { store } = await openResults(ctx, global.config);
    for (const { id, tags } of await findRuns(store, [args.run])) {
      const others = tags.filter((name) => !args.tag.includes(name));
      const now = options.remove ? others : [...others, ...new Set(args.tag)];
      await store.writeTags(id, now);
      if (global.json) screen.printJson({ id, tags: now });
      else screen.say(`${id} ${now.length > 0 ? `is tagged ${now.join(', ')}` : 'has no tags'}`);
    }
    return exitCode.ok;
  },
});

export const runs: CommandGroup = {
  name: 'runs',
  summary: 'the results on this machine, and the runs on a cluster',
  group: 'Results',
  commands: [list, show, tag, remove, attachRun, stopRun],
};
