import { exitCode } from '../../core/exit-code.ts';
import { defineCommand } from '../command.ts';

export const init = defineCommand({
  name: 'init',
  summary: 'add a configuration, a scenario and a CI workflow to this repository',
  group: 'Prepare',
  args: {},
  options: {},
  examples: [{ line: 'loadtest init', summary: 'write what is missing; nothing is overwritten' }],
  async run(ctx, { screen, global }) {
    const { scaffold } = await import('../scaffold/scaffold.ts');
    const { created, existing, addTypes, firstRun, startedByRun } = await scaffold(ctx.cwd);
    if (global.json) {
      screen.printJson({ created, existing, addTypes });
      return exitCode.ok;
    }
    for (const path of created) screen.print(`${screen.paint.green('created')}  ${path}`);
    for (const path of existing) screen.print(`${screen.paint.dim('exists')}   ${path}`);
    if (addTypes !== undefined) screen.say(`for types in scenarios and "loadtest check": ${addTypes}`);
    screen.say(startedByRun ? `next: "${firstRun}"` : `next: start what is to be tested, then "${firstRun}"`);
    return exitCode.ok;
  },
});
