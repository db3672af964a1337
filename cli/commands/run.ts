import { defineCommand } from '../command.ts';
import { requiredArgument } from '../option.ts';
import { runOptions } from '../run/options.ts';

export const run = defineCommand({
  name: 'run',
  summary: 'run a scenario and report what happened',
  group: 'Run',
  args: { scenario: requiredArgument('a scenario by name or file') },
  options: runOptions,
  passThrough: 'arguments for k6 itself',
  examples: [
    { line: 'loadtest run smoke', summary: 'ten seconds against the bundled sample API' },
    { line: 'loadtest run checkout --rate 50/s --duration 2m', summary: 'another load than the script says' },
    { line: 'loadtest run checkout --daily-users 200000 --at 0.5x,1x', summary: 'the load of so many users' },
    { line: 'loadtest run checkout --workers 4 --json', summary: 'four k6 processes; the result on stdout' },
  ],
  async run(ctx, input) {
    const { runScenario } = await import('../run/run-scenario.ts');
    return runScenario(ctx, input);
  },
});
