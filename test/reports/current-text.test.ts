import { expect, it } from 'vitest';
import type { CurrentSize, Estimate } from '../../core/records/index.ts';
import { currentCells, describeCurrent } from '../../reports/current-text.ts';
import { estimateFormats } from '../../reports/estimate-formats.ts';
import { makeEstimate } from './estimate-fixture.ts';

const current: CurrentSize = {
  source: 'ecs prod/api, read 2026-11-25',
  platform: 'ecs-fargate',
  size: '2 vCPU, 4 GB',
  unit: 'task',
  architecture: 'x86_64',
  tasks: 2,
  neededTasks: 3,
  utilisation: 0.93,
  usdPerMonth: 250,
  prices: [0],
  change: { usdPerMonth: -50, scaledUsdPerMonth: 25 },
};

function compared(change: Partial<CurrentSize> = {}): Estimate {
  const estimate = makeEstimate();
  const policy = { targetUtilisation: 0.55, minTasks: 2, maxTasks: 9, meanTasks: 4, riskMinutesPerDay: 0 };
  const autoscaled = { ...policy, usdPerMonth: 275, foresightUsdPerMonth: 200 };
  const options = estimate.options.map((option) => ({ ...option, autoscaled }));
  return { ...estimate, options, current: { ...current, ...change } };
}

const cellsOf = (estimate: Estimate) => describeCurrent(estimate)?.rows.map(currentCells);

it('what runs now stands beside what is proposed, with the change of the bill', () => {
  const [now, constant, scaled] = cellsOf(compared()) ?? [];
  expect(now).toEqual(['current', '2', '93 %', '$250', '', '2 vCPU, 4 GB x86_64']);
  expect(constant?.at(4)).toBe('−$50.00 (−20 %)');
  expect(scaled).toEqual(['scaled', '2 to 9', '55 %', '$275', '+$25.00 (+10 %)', '']);
});

it('a move to another platform names both', () => {
  const [now, constant] = cellsOf(compared({ platform: 'ec2', size: 'm7i.large' })) ?? [];
  expect(now?.at(-1)).toBe('ec2 m7i.large x86_64');
  expect(constant?.at(-1)).toMatch(/^ecs-fargate /);
});

it('what runs now stands alone where nothing is recommended', () => {
  const estimate = {
    ...compared({ change: { usdPerMonth: null, scaledUsdPerMonth: null } }),
    recommended: null,
  };
  expect(cellsOf(estimate)).toHaveLength(1);
});

it.each([
  ['too few run', {}, 'Of the current size (ecs prod/api, read 2026-11-25) the design load needs 3; 2 run.'],
  ['enough run', { source: 'given', tasks: 4 }, 'Of the current size the design load needs 3.'],
  [
    'none would do',
    { source: 'given', neededTasks: null },
    'No number of the current size carries the design load.',
  ],
])('says where %s', (_, change, note) => {
  expect(describeCurrent(compared(change))?.note).toBe(note);
});

it.each(['terminal', 'md', 'html', 'json'] as const)(
  '%s has it, and nothing of it where nothing was said',
  (format) => {
    const words = format === 'json' ? '"neededTasks"' : 'Current and proposed';
    expect(estimateFormats[format].render(compared())).toContain(words);
    expect(estimateFormats[format].render({ ...compared(), current: null })).not.toContain(words);
  },
);
