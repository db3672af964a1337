import { defineCommand } from '../command.ts';
import { switchOption } from '../option.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'what is missing on this machine, and how to get it',
  group: 'Prepare',
  args: {},
  options: {
    aws: switchOption('--aws', 'what may be read from AWS instead, and the IAM policy that this takes'),
  },
  examples: [
    { line: 'loadtest doctor', summary: 'one line a finding' },
    { line: 'loadtest doctor --json', summary: 'the same for a program' },
    {
      line: 'loadtest doctor --aws',
      summary: 'whether each configured resource is found, and the IAM policy',
    },
  ],
  async run(ctx, { options, screen, global }) {
    const { showFindings } = await import('../screen/findings.ts');
    if (options.aws) {
      const { examineAws } = await import('../doctor/aws.ts');
      const { findings, policy } = await examineAws(ctx, global.config);
      const code = showFindings(screen, findings, global.json, { policy });
      if (!global.json) screen.print(JSON.stringify(policy, null, 2));
      return code;
    }
    const { examineMachine } = await import('../doctor/findings.ts');
    const findings = await examineMachine(ctx, global.config);
    return showFindings(screen, findings, global.json);
  },
});
