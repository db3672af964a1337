import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../core/records/index.ts';
import { uslThroughput } from '../../core/usl.ts';
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

  it('draw on the page each measured load beside the demand, and beside the scalability law where there is one', () => {
    const { demand } = estimate;
    const steps = [40, 80, 160].map((requestsPerSec, index) => ({
      ...{ index, seconds: 30, requestsPerSec, cpuCores: 0.0061 * requestsPerSec, cpuSecPerRequest: 0.0061 },
    }));
    const usl = { lambda: 150, sigma: 0.03, kappa: 0.0002 };
    const loads = [1, 50, 100].map((concurrency) => ({
      ...{ concurrency, throughputPerSec: uslThroughput(usl, concurrency) },
    }));
    const page = (scalability: typeof demand.evidence.scalability) =>
      estimateFormats.html.render({
        ...estimate,
        demand: { ...demand, steps, evidence: { ...demand.evidence, scalability } },
      });
    const band = [0, 50, 100].map((concurrency) => {
      const mid = uslThroughput(usl, concurrency);
      return { concurrency, low: 0.95 * mid, high: 1.05 * mid };
    });
    const [law = '', none = ''] = [page({ usl, loads, band }), page(null)];
    const circles = (text: string) => text.match(/<circle/g)?.length;
    expect([circles(law), circles(none)]).toEqual([6, 3]);
    expect(law).toContain(
      'the scalability law, the band where it lies at 90 % confidence: 150/s for one in flight, σ 0.03, κ 0.0002',
    );
    expect(law).toMatch(/<path d="M[^"]*Z" fill-opacity/);
    expect(none).not.toContain('fill-opacity');
    expect(law).not.toContain('NaN');
  });

  it('draw the latency of the recommended option with its limit', () => {
    const at = (utilisation: number, ms: number) => ({ utilisation, ms });
    const modelled = [at(0, 50), at(0.5, 60), at(0.95, 400)];
    const curve = { quantile: 0.99, limitMs: 90, modelled, measured: [at(0.3, 52), at(0.6, 70)] };
    const page = estimateFormats.html.render({ ...estimate, latency: [curve] });
    expect(page).toContain('>p99 within 90 ms</text>');
    expect(page.match(/<circle/g)?.length).toBe(2);
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

  it('names the policy with its price and the minutes at risk, and the count of least regret', () => {
    const autoscaled = {
      ...{ targetUtilisation: 0.45, minTasks: 2, maxTasks: 9, meanTasks: 3.2, usdPerMonth: 150 },
      ...{ riskMinutesPerDay: 0.5, foresightUsdPerMonth: 130 },
    };
    const uncertainty = { usdPerMonth: { p10: 140, p50: 150, p90: 190 }, sloMet: 0.6, leastRegretTasks: 7 };
    const { answer } = describeEstimate({ ...estimate, options: [{ ...first, autoscaled, uncertainty }] });
    expect(answer).toContain(
      'With a CPU target of 45 % and 2 to 9 tasks, 3.2 on average, it is $150, 3.5 minutes a week at risk.',
    );
    expect(answer).toContain('5 carry the load in 60 % of the draws');
    expect(answer).toContain('run 7.');
  });

  it('says so where nothing can be recommended', () => {
    expect(describeEstimate({ ...estimate, recommended: null }).answer).toBe(
      'No size can be recommended from what was measured.',
    );
  });

  it.each([
    ['cpu', 'one server carries 200/s (180/s to 220/s): its CPU is the limit'],
    [
      'bound',
      'one server carries 150/s, and no more than 200/s, where its CPU is used up: what it does in between was not measured',
    ],
    [
      'hidden-bottleneck',
      'one server carries 150/s: a bottleneck that was not observed holds it (180/s to 220/s)',
    ],
  ] as const)('says how much a server carries by %s', (basis, text) => {
    const perSec = { low: 180, mid: 200, high: 220 };
    const demand = {
      ...estimate.demand,
      capacity: { perSec, basis, promisedPerSec: 150, extrapolation: 1.3 },
    };
    const { facts } = describeEstimate({ ...estimate, demand });
    expect(facts.find(([name]) => name === 'Limit')?.[1]).toBe(text);
  });

  it('shows the options that no other one beats, and the recommended one', () => {
    const beaten = { ...second, pareto: false };
    const shown = (recommended: number) =>
      describeEstimate({ ...estimate, options: [first, beaten], recommended });
    expect([shown(0).options.length, shown(0).leftOut]).toEqual([
      1,
      '1 size that costs more without less utilisation',
    ]);
    expect([shown(1).options.length, shown(1).leftOut]).toEqual([2, '']);
  });

  it('leaves out dearer ones of many, but for the cheapest of each platform', () => {
    const many = Array.from({ length: 20 }, () => ({ ...first, pareto: true }));
    const other = { ...first, platform: 'lambda' as const, pareto: true };
    const { options, leftOut } = describeEstimate({
      ...estimate,
      options: [...many, other, { ...other }],
      recommended: 0,
    });
    expect([options.length, options.at(-1)?.platform, leftOut]).toEqual([15, 'lambda', '7 dearer sizes']);
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
