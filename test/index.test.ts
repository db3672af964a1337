import { expect, it } from 'vitest';
import { estimateJobs } from '../index.ts';

it('the library estimates jobs as the command does, from what it is given alone', async () => {
  const { options, recommended } = await estimateJobs({
    region: 'us-east-1',
    jobs: { perDay: 5_000, minutes: 4, vcpu: 1, memoryGb: 2, deadlineHours: 2, platforms: ['batch-fargate'] },
  });
  expect(options[recommended ?? -1]).toMatchObject({ slots: 250, usdPerMonth: 826.88 });
});

it('the library names what is missing', async () => {
  await expect(estimateJobs({ region: 'us-east-1', jobs: { perDay: 5_000 } })).rejects.toThrow(
    'an estimate of jobs also needs --job-minutes',
  );
});
