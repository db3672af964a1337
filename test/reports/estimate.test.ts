import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../core/records/index.ts';
import { estimateFormats } from '../../reports/estimate-formats.ts';
import { describeEstimate } from '../../reports/estimate-text.ts';
import { makeEstimate } from './estimate-fixture.ts';

const estimate = makeEstimate();

describe('the renderings of an estimate', () => {
  it.each(['html', 'md', 'terminal'] as const)('%s', async (name) => {
    const { extension, render } = estimateFormats[name];
    await expect(render(estimate)).toMatchFileSnapshot(`golden/estimate.${extension}`);
  });

  it('json is the estimate itself', () => {
    expect(JSON.parse(estimateFormats.json.render(estimate))).toEqual(estimate);
  });

  it('carry names as text', () => {
    const hostile = makeEstimate();
    const named: Estimate = { ...hostile, scenario: '<b>|x\u001b[31m', warnings: ['<i>w</i>'] };
    expect(estimateFormats.html.render(named)).not.toMatch(/<b>|<i>/);
    expect(estimateFormats.md.render(named)).toContain('&lt;b&gt;\\|x');
    expect(estimateFormats.terminal.render(named)).not.toContain('\u001b');
  });
});

describe('an estimate in words', () => {
  const [first, second] = estimate.options;
  if (!first || !second) throw new Error('the fixture has two options');

  it('says so where nothing can be recommended', () => {
    expect(describeEstimate({ ...estimate, recommended: null }).answer).toBe(
      'No size can be recommended from this run.',
    );
  });

  it('shows the options that no other one beats, and the recommended one', () => {
    const beaten = { ...second, pareto: false };
    const shown = (recommended: number) =>
      describeEstimate({ ...estimate, options: [first, beaten], recommended });
    expect([shown(0).options.length, shown(0).beaten]).toEqual([1, 1]);
    expect([shown(1).options.length, shown(1).beaten]).toEqual([2, 0]);
  });

  it('shows all where each of them needs a test', () => {
    const extrapolation = { ratio: 3, level: 'needs-test' as const };
    const untested = [first, second].map((option) => ({ ...option, pareto: false, extrapolation }));
    const { options } = describeEstimate({ ...estimate, options: untested, recommended: null });
    expect(options.map(({ remarks }) => remarks[0])).toEqual(
      Array(2).fill('needs a test: a task carries 3 × the load that one server was measured at'),
    );
  });
});
