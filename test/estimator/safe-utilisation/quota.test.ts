import { describe, expect, it } from 'vitest';
import { safeUtilisation } from '../../../estimator/index.ts';
import { seeded } from '../../../estimator/uncertainty/seeded.ts';
import { exactPercentile, histogramOf } from '../../core/raw-histogram.ts';
import { type QuotaServer, responsesOf } from './quota-simulation.ts';

const quantile = 0.95;
const responses = (server: QuotaServer, utilisation: number, count = 60_000) =>
  responsesOf(server, utilisation, { count, random: seeded(`${server.cores} ${utilisation}`) });

interface Asked {
  readonly limitMs: number;
  readonly isMeasured: boolean;
  /** Of the steps beside the low load. */
  readonly steps?: readonly number[];
}

const planned = (server: QuotaServer, { limitMs, isMeasured, steps = [] }: Asked) => {
  const found = safeUtilisation({
    vcpu: server.cores,
    servers: 1,
    cpuSec: server.cpuMs / 1_000,
    slo: { quantile, limitMs },
    lowLoad: histogramOf(responses(server, 0.2, 4_000)),
    steps: steps.map((utilisation) => ({
      ...{ servers: 1, utilisation },
      latencySec: exactPercentile(responses(server, utilisation), quantile) / 1_000,
    })),
    kind: null,
    imbalance: 1,
    isMeasured,
  });
  if (found.kind === 'impossible') throw new Error(found.text);
  return found.utilisation;
};

describe('a server on part of a core that was measured as it is', () => {
  it.each([
    [{ cores: 0.1, cpuMs: 5 }, 500],
    [{ cores: 0.2, cpuMs: 5 }, 200],
    [{ cores: 0.2, cpuMs: 5 }, 300],
    [{ cores: 0.2, cpuMs: 10 }, 600],
    [{ cores: 0.5, cpuMs: 20 }, 400],
  ])(
    'keeps the objective where the theory says, and a tenth above it no more: %o within %i ms',
    (server, limitMs) => {
      const utilisation = planned(server, { limitMs, isMeasured: true }).high;
      expect(exactPercentile(responses(server, utilisation), quantile)).toBeLessThan(limitMs);
      expect(exactPercentile(responses(server, utilisation + 0.1), quantile)).toBeGreaterThan(limitMs);
    },
  );

  it('may be used further than one of that size that nobody has measured', () => {
    const server = { cores: 0.2, cpuMs: 5 };
    const [measured, other] = [true, false].map((isMeasured) =>
      planned(server, { limitMs: 300, isMeasured }),
    );
    expect(measured?.high).toBeGreaterThan((other?.high ?? 1) + 0.1);
  });

  it.each([
    [[0.35, 0.5, 0.65, 0.8], 0.05],
    [[0.35, 0.5, 0.6], 0.06],
  ])('learns from its steps how far it may go: %o', (steps, within) => {
    const server = { cores: 0.2, cpuMs: 5 };
    const { low, mid } = planned(server, { limitMs: 300, isMeasured: true, steps });
    expect(exactPercentile(responses(server, mid - within), quantile)).toBeLessThan(300);
    expect(exactPercentile(responses(server, mid + within), quantile)).toBeGreaterThan(300);
    expect(exactPercentile(responses(server, low), quantile)).toBeLessThan(300);
  });
});
