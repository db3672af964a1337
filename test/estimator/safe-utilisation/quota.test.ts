import { describe, expect, it } from 'vitest';
import { safeUtilisation } from '../../../estimator/index.ts';
import { seeded } from '../../../estimator/uncertainty/seeded.ts';
import { exactPercentile, histogramOf } from '../../core/raw-histogram.ts';
import { type QuotaServer, responsesOf } from './quota-simulation.ts';

const quantile = 0.95;
const responses = (server: QuotaServer, utilisation: number, count = 20_000) =>
  responsesOf(server, utilisation, { count, random: seeded(`${server.cores} ${utilisation}`) });

const planned = (server: QuotaServer, limitMs: number, isMeasured: boolean) => {
  const found = safeUtilisation({
    vcpu: server.cores,
    servers: 1,
    cpuSec: server.cpuMs / 1_000,
    slo: { quantile, limitMs },
    lowLoad: histogramOf(responses(server, 0.2, 4_000)),
    steps: [],
    kind: null,
    imbalance: 1,
    isMeasured,
  });
  return found.kind === 'safe' ? found.utilisation.high : 0;
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
      const utilisation = planned(server, limitMs, true);
      expect(exactPercentile(responses(server, utilisation), quantile)).toBeLessThan(limitMs);
      expect(exactPercentile(responses(server, utilisation + 0.1), quantile)).toBeGreaterThan(limitMs);
    },
  );

  it('may be used further than one of that size that nobody has measured', () => {
    const server = { cores: 0.2, cpuMs: 5 };
    expect(planned(server, 300, true)).toBeGreaterThan(planned(server, 300, false) + 0.1);
  });
});
