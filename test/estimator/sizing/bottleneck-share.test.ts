import { describe, expect, it } from 'vitest';
import type { HiddenBottleneck } from '../../../core/records/index.ts';
import { noEvidence } from '../no-evidence.ts';
import { optionsOf, type SiteChange } from '../site.ts';

const hiddenBottleneck: HiddenBottleneck = {
  basis: 'response-growth',
  throughputPerSec: { low: 100, mid: 110, high: 140 },
  text: 'a bottleneck',
};
const behind = (change: SiteChange = {}): SiteChange => ({
  ...change,
  demand: { evidence: { ...noEvidence, hiddenBottleneck, provenPerSec: 100 } },
});
const taskOf = (change: SiteChange, vcpu: number) =>
  optionsOf(change, 'ecs-fargate').find((option) => option.vcpu === vcpu && option.architecture === 'x86_64');

describe('an option behind a bottleneck that nobody observed', () => {
  it('needs a test where the load is above 70 % of it, since all tasks may share it', () => {
    const option = taskOf(behind(), 2);
    expect(option?.extrapolation.level).toBe('needs-test');
    expect(option?.notes[0]).toBe('needs a test with two tasks: they may share the bottleneck');
  });

  it.each([
    { name: 'that two share, whatever is stated', isPerServer: false, level: 'needs-test' },
    { name: 'of which each has its own, with nothing stated', isPerServer: true, level: 'measured' },
  ])('goes by a measured bottleneck $name', ({ isPerServer, level }) => {
    const scaling = { servers: 2, ratio: isPerServer ? 1.9 : 1.1, isPerServer };
    const evidence = { ...noEvidence, hiddenBottleneck: { ...hiddenBottleneck, scaling }, provenPerSec: 100 };
    const option = taskOf({ demand: { evidence }, deployment: { bottleneckPerTask: !isPerServer } }, 4);
    expect(option?.extrapolation.level).toBe(level);
    const shared = 'all tasks share the bottleneck: 2 carried 1.10 times as much as one';
    expect(option?.notes.includes(shared)).toBe(!isPerServer);
  });

  it('is planned for 70 % of the proven 100/s a task where each has its own (450 over 70)', () => {
    const option = taskOf(behind({ deployment: { bottleneckPerTask: true } }), 4);
    expect(option).toMatchObject({
      binding: 'bottleneck',
      needed: { cpu: 7 },
      tasks: { mid: 8 },
      planned: { rule: 'bottleneck', utilisation: (70 * 0.012 + 0.02) / 4 },
      extrapolation: { level: 'measured' },
    });
    expect(option?.planned.rules.at(-1)).toBe(
      'at most 70 % of the 100/s that a bottleneck lets through, which was not observed',
    );
  });

  it('is planned by its CPU where that is less', () => {
    const option = taskOf(behind({ deployment: { bottleneckPerTask: true } }), 1);
    expect(option).toMatchObject({ binding: 'cpu', planned: { rule: 'utilisation-target' } });
  });

  it('carries less than one lets through on any size', () => {
    const option = taskOf(behind({ requestsPerSec: 60 }), 4);
    expect(option?.extrapolation.level).toBe('measured');
  });
});

describe('an option whose tasks carry more than is proven', () => {
  const unproven = (provenPerSec: number): SiteChange => ({
    demand: { highestRequestsPerSec: 30, evidence: { ...noEvidence, provenPerSec } },
  });

  it('has as many tasks in its upper bound as that takes, and says so (450 over 20, and one more)', () => {
    const option = taskOf(unproven(20), 1);
    expect(option).toMatchObject({ tasks: { mid: 11, high: 24 }, extrapolation: { level: 'extrapolated' } });
    expect(option?.notes[0]).toBe(
      'a bottleneck that no step reached may hold a task at 20/s: the upper bounds allow for it',
    );
  });

  it('is as it would be where more is proven', () => {
    expect(taskOf(unproven(60), 1)).toMatchObject({ tasks: { mid: 11, high: 16 }, notes: [] });
  });
});
