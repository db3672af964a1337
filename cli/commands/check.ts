import { exitCode } from '../../core/exit-code.ts';
import { defineCommand } from '../command.ts';
import { optionalArgument, repeatableOption, switchOption, valueOption } from '../option.ts';
import { anyText, keyValue } from '../value.ts';

export const check = defineCommand({
  name: 'check',
  summary: 'types, bundle, options and guard of scenarios, without load',
  group: 'Prepare',
  args: {
    scenario: optionalArgument('a scenario by name or file; without it, all of the scenarios directory'),
  },
  options: {
    env: repeatableOption('-e, --env <K=V>', 'a variable that the script reads at its start', keyValue),
    environment: valueOption('--environment <name>', 'the environment whose targets may be loaded', anyText),
    offline: switchOption('--offline', 'neither download nor build k6', {
      env: 'LOADTEST_OFFLINE',
      config: 'k6.offline',
    }),
  },
  examples: [
    { line: 'loadtest check', summary: 'every scenario' },
    { line: 'loadtest check checkout', summary: 'one of them' },
  ],
  async run(ctx, { args, options, layers, screen, global }) {
    const { checkScenarios } = await import('../check/check.ts');
    const checked = await checkScenarios(ctx, {
      scenario: args.scenario,
      environment: options.environment,
      variables: Object.fromEntries(options.env),
      configFile: global.config,
      layers,
      onProgress: screen.say,
    });
    if (global.json) screen.printJson(checked);
    else
      for (const { scenario, summary } of checked.scenarios)
        screen.print(`${screen.paint.green('ok')}  ${scenario}  ${summary}`);
    return exitCode.ok;
  },
});
