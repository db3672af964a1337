import { exitCode } from '../../core/exit-code.ts';
import { defineCommand } from '../command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'what is missing on this machine, and how to get it',
  group: 'Prepare',
  args: {},
  options: {},
  examples: [
    { line: 'loadtest doctor', summary: 'one line a finding' },
    { line: 'loadtest doctor --json', summary: 'the same for a program' },
  ],
  async run(ctx, { screen, global }) {
    const { examineMachine } = await import('../doctor/findings.ts');
    const findings = await examineMachine(ctx, global.config);
    const code = findings.some(({ state }) => state === 'missing') ? exitCode.environment : exitCode.ok;
    if (global.json) {
      screen.printJson({ findings, exitCode: code });
      return code;
    }
    const { green, yellow, red } = screen.paint;
    const label = { ok: green('ok      '), note: yellow('note    '), missing: red('missing ') };
    for (const { state, name, found, hint } of findings) {
      screen.print(`${label[state]}${name.padEnd(15)}${found}`);
      if (hint !== undefined) screen.print(`${' '.repeat(23)}${hint}`);
    }
    return code;
  },
});
