import { describe, expect, it } from 'vitest';
import type { JobsEstimate, JobsOption } from '../../core/records/index.ts';
import { jobsFormats } from '../../reports/estimate-formats.ts';
import { describeJobs } from '../../reports/jobs-text.ts';
import { jobsEstimate } from './jobs-fixture.ts';

const [ec2, fargate] = jobsEstimate.options;
if (!ec2 || !fargate) throw new Error('the fixture has two options');

describe('the renderings of an estimate of jobs', () => {
  it.each(['html', 'md', 'terminal'] as const)('%s', async (name) => {
    const { extension, render } = jobsFormats[name];
    await expect(render(jobsEstimate)).toMatchFileSnapshot(`golden/jobs.${extension}`);
  });

  it('json is the estimate itself', () => {
    expect(JSON.parse(jobsFormats.json.render(jobsEstimate))).toEqual(jobsEstimate);
  });

  it('keep to 80 columns on a terminal, with nothing cut off', () => {
    const many: JobsOption = {
      ...ec2,
      size: 'c7i-flex.16xlarge',
      machines: 1_234,
      slots: 98_765,
      usdPerMonth: 123_456,
    };
    const lines = jobsFormats.terminal.render({ ...jobsEstimate, options: [many, fargate] }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).not.toContain('…');
  });
});

describe('an estimate of jobs in words', () => {
  const answerOf = (change: Partial<JobsOption>, estimate: Partial<JobsEstimate> = {}) =>
    describeJobs({ ...jobsEstimate, options: [{ ...fargate, ...change }], recommended: 0, ...estimate })
      .answer;
  const drawn = (deadlineMet: number, leastRegretSlots: number | null): Partial<JobsOption> => ({
    uncertainty: { ...fargate.uncertainty, deadlineMet, leastRegretSlots },
  });

  it.each<[string, Partial<JobsOption>, string]>([
    ['what to allow where the machines are too few', drawn(0.5, 285), 'allow 285, on 285 machines.'],
    ['no more than that where they are enough', drawn(0.97, 250), 'It is kept in 97 % of the draws.'],
    ['that more do not help', drawn(0.6, null), 'more machines do not change that: allow more hours.'],
    ['one job at a time', { slots: 1, machines: 1 }, 'The deadline needs 1 job at a time;'],
  ])('says %s', (_, change, text) => expect(answerOf(change)).toContain(text));

  it('recommends nothing where nothing is on the architecture of the jobs', () => {
    expect(answerOf({}, { recommended: null })).toBe(
      'No size can be recommended on the architecture of the jobs.',
    );
  });

  it('shows the five cheapest of each platform and architecture, and the recommended one', () => {
    const options = Array.from({ length: 8 }, () => ({ ...fargate }));
    const shown = describeJobs({ ...jobsEstimate, options: [...options, ec2], recommended: 7 });
    expect([shown.options.length, shown.dearer]).toEqual([7, 2]);
  });
});
