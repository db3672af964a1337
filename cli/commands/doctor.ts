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
    const { showFindings } = await import('../screen/findings.ts');
    return showFindings(screen, findings, global.json);
  },
});
