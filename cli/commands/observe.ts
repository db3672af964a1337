import { type ExitCode, exitCode } from '../../core/exit-code.ts';
import { type CommandGroup, defineCommand } from '../command.ts';
import { requiredArgument, switchOption } from '../option.ts';

const list = defineCommand({
  name: 'list',
  summary: 'what the configured observers would read, and what that costs',
  args: {},
  options: {},
  examples: [
    { line: 'loadtest observe list', summary: 'resources looked up, each series, missing rights' },
    { line: 'loadtest observe list --json', summary: 'the same for a program' },
  ],
  async run(ctx, { screen, global }) {
    const { loadConfig } = await import('../config/config.ts');
    const { listObservers } = await import('../observe/list-observers.ts');
    const { observingText } = await import('../observe/observing-text.ts');
    const { config } = await loadConfig(ctx, { file: global.config });
    const listed = await listObservers(config.observers);
    if (global.json) screen.printJson(listed);
    else screen.print(observingText(listed, screen.paint));
    const isMissing = listed.observers.some(({ resources }) =>
      resources.some(({ absent }) => absent !== undefined),
    );
    return isMissing ? exitCode.environment : exitCode.ok;
  },
});

const fetchAgain = defineCommand({
  name: 'fetch',
  summary: "read the servers' metrics of a finished run again, which come late",
  args: { run: requiredArgument('an id or its beginning, a tag, or latest') },
  options: {
    wait: switchOption('--no-wait', 'take what is there, though it may not be complete'),
  },
  examples: [
    {
      line: 'loadtest observe fetch latest',
      summary: 'waits until they are complete, five minutes after the run',
    },
    { line: 'loadtest observe fetch latest --no-wait', summary: 'only what has come by now' },
  ],
  async run(ctx, { args, options, screen, global }) {
    const { openResults } = await import('../results.ts');
    const { findRuns } = await import('../run-reference.ts');
    const { fetchObserved } = await import('../observe/fetch-observed.ts');
    const results = await openResults(ctx, global.config);
    const [run] = await findRuns(results.store, [args.run]);
    if (!run) return exitCode.ok;
    const result = await fetchObserved(ctx, results, run.id, { wait: options.wait, say: screen.say });
    if (global.json) screen.printJson(result.observed);
    return result.exitCode as ExitCode;
  },
});

export const observe: CommandGroup = {
  name: 'observe',
  summary: 'what is observed of the servers',
  group: 'Results',
  commands: [list, fetchAgain],
};
