import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Histogram } from '../../../core/histogram.ts';
import { measuredLatency, type SafeUtilisationRequest, safeUtilisation } from '../../../estimator/index.ts';
import { highestUtilisationForResponse } from '../../../estimator/queueing/highest-utilisation.ts';
import { waitOf, waitTail } from '../../../estimator/queueing/wait.ts';
import { latencyQuantileSec, lowLoadLatency } from '../../../estimator/safe-utilisation/latency-model.ts';
import { syntheticRun } from '../synthetic-run.ts';

const request: SafeUtilisationRequest = {
  vcpu: 4,
  servers: 4,
  cpuSec: 0.01,
  slo: { quantile: 0.99, limitMs: 100 },
  lowLoad: null,
  steps: [],
  kind: null,
  imbalance: 1,
};

const safe = (change: Partial<SafeUtilisationRequest> = {}) => {
  const found = safeUtilisation({ ...request, ...change });
  if (found.kind === 'impossible') throw new Error(found.text);
  return found;
};

/** All responses take 67 ms, as the middle of one bucket. */
const steady: Histogram = {
  scale: 3,
  zeroThreshold: 0,
  zeroCount: 0,
  positive: { offset: 48, counts: [100] },
  count: 100,
  sum: 6_700,
};
const steadySec = 0.064 * 2 ** (1 / 16);

describe('the safe utilisation', () => {
  it.each([1, 2, 4, 8, 16])(
    'of %i servers is that of M/M/c where only the service time is known',
    (servers) => {
      const exact = highestUtilisationForResponse(servers, { quantile: 0.99, limit: 10 });
      expect(Math.abs(safe({ servers, vcpu: servers }).utilisation.mid - exact)).toBeLessThan(2e-3);
    },
  );

  it('leaves 1 % of the waits longer than what the measured latency leaves of the limit', () => {
    const { utilisation, rule } = safe({ lowLoad: steady });
    const wait = waitOf({ servers: 4, utilisation: utilisation.mid, serviceSec: 0.01 });
    expect(waitTail(wait, 0.1 - steadySec)).toBeCloseTo(0.01, 6);
    expect(rule).toBe('latency-objective');
  });

  it('never rises with a stricter objective, fewer servers, or a longer service', () => {
    const cases = fc.record({
      servers: fc.integer({ min: 1, max: 16 }),
      limitMs: fc.integer({ min: 75, max: 500 }),
      cpuSec: fc.double({ min: 0.001, max: 0.02, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ servers, limitMs, cpuSec }) => {
        const at = (change: Partial<SafeUtilisationRequest>) =>
          safe({ lowLoad: steady, servers, cpuSec, slo: { quantile: 0.99, limitMs }, ...change }).utilisation;
        const { low, mid, high } = at({});
        expect(low <= mid && mid <= high).toBe(true);
        const looser = at({ slo: { quantile: 0.99, limitMs: limitMs * 1.1 } });
        expect(looser.mid).toBeGreaterThanOrEqual(mid - 1e-9);
        expect(at({ servers: servers + 1 }).mid).toBeGreaterThanOrEqual(mid - 1e-9);
        expect(at({ cpuSec: cpuSec * 1.1 }).mid).toBeLessThanOrEqual(mid + 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it('follows a measured step near the limit, and is surer then', () => {
    const queue = { servers: 4, utilisation: 0.85, serviceSec: 0.01 };
    const model = { lowLoad: lowLoadLatency(steady), queue, addedSec: 0, stretch: 1.5, behind: null };
    const step = { servers: 4, utilisation: 0.85, latencySec: latencyQuantileSec(model, 0.99) };
    const [theory, calibrated] = [safe({ lowLoad: steady }), safe({ lowLoad: steady, steps: [step] })];
    expect(calibrated.rules.join()).toContain("the wait is 1.50 times the model's");
    expect(calibrated.utilisation.mid).toBeLessThan(theory.utilisation.mid);
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(calibrated.utilisation)).toBeLessThan(width(theory.utilisation));
  });

  it('takes no calibration from a step that hardly waits', () => {
    const step = { servers: 8, utilisation: 0.5, latencySec: 0.09 };
    const { rules, utilisation } = safe({ lowLoad: steady, servers: 8, vcpu: 8, steps: [step] });
    expect(rules.join()).toContain('no step was measured near this limit');
    expect(utilisation.low).toBeLessThan(utilisation.mid);
  });

  it('is lower behind a database that makes wait, too, and says so', () => {
    const behind = { servers: 2, utilisation: 0.5, serviceSec: 0.005 };
    const [alone, both] = [safe({ lowLoad: steady }), safe({ lowLoad: steady, behind })];
    expect(both.utilisation.mid).toBeLessThan(alone.utilisation.mid - 0.02);
    expect(both.rules).toContain('the database is used to 50 %: requests wait there too, 1.67 ms on average');
    expect(safe({ lowLoad: steady, behind: { ...behind, utilisation: 0 } }).utilisation.mid).toBeCloseTo(
      alone.utilisation.mid,
      9,
    );
  });

  it('is impossible where the wait for the database alone is too long', () => {
    const behind = { servers: 1, utilisation: 0.7, serviceSec: 0.02 };
    expect(safeUtilisation({ ...request, lowLoad: steady, behind })).toMatchObject({
      kind: 'impossible',
      text: expect.stringMatching(
        /^p99 within 100 ms cannot be kept at the design load: behind the database it is/,
      ),
    });
  });

  it('is capped by experience, and shared out by the imbalance of the tasks', () => {
    const generous = { slo: { quantile: 0.99, limitMs: 10_000 }, lowLoad: steady };
    expect(safe({ ...generous, kind: 'single-thread' })).toMatchObject({
      rule: 'cap',
      utilisation: { mid: 0.7 },
    });
    expect(safe({ ...generous, kind: 'threads', imbalance: 1.25 }).utilisation.mid).toBeCloseTo(
      0.85 / 1.25,
      9,
    );
  });

  it('of part of a core leaves time for longer service and the wait for the next quota', () => {
    const quarter = { vcpu: 0.25, servers: 1, lowLoad: steady, slo: { quantile: 0.99, limitMs: 400 } };
    const { rules, utilisation } = safe(quarter);
    expect(rules.join()).toContain('a quota of 0.25 vCPU: a request may wait 75 ms');
    const wait = waitOf({ servers: 1, utilisation: utilisation.mid, serviceSec: 0.04 });
    expect(waitTail(wait, 0.4 - steadySec - 0.03 - 0.075)).toBeCloseTo(0.01, 6);
  });

  it('is none where an idle task misses the objective', () => {
    expect(safeUtilisation({ ...request, lowLoad: steady, slo: { quantile: 0.99, limitMs: 50 } })).toEqual({
      kind: 'impossible',
      text: 'p99 within 50 ms cannot be kept: at the lowest measured load it is 66.8 ms',
      hint: 'measure a low load for longer: fewer than ten responses lie beyond that percentile',
    });
  });
});

describe('the latency of measured steps', () => {
  it('at low load is that of a step with ten responses beyond the percentile, if there is one', () => {
    const lowLoadOf = (quantile: number, rates: readonly number[]) => {
      const steps = rates.map((requestsPerSec) => ({ seconds: 20, requestsPerSec }));
      const { measurements } = syntheticRun({ steps });
      return measuredLatency(measurements, { resource: 'sample-api', servers: 1, quantile }).lowLoad?.count;
    };
    expect(lowLoadOf(0.99, [10, 50, 100])).toBe(20 * 50);
    expect(lowLoadOf(0.95, [10, 50, 100])).toBe(20 * 10);
    expect(lowLoadOf(0.99, [10, 20, 30])).toBe(20 * 10);
  });

  it('has the distribution of the lowest load, and the load of each step', () => {
    const { measurements } = syntheticRun({
      steps: [50, 100, 150].map((requestsPerSec) => ({ seconds: 20, requestsPerSec })),
    });
    const { lowLoad, steps } = measuredLatency(measurements, {
      resource: 'sample-api',
      servers: 1,
      quantile: 0.99,
    });
    expect(lowLoad?.count).toBe(20 * 50);
    expect(steps.map(({ utilisation }) => Number(utilisation.toFixed(6)))).toEqual([0.2, 0.4, 0.6]);
    for (const { latencySec } of steps) expect(latencySec).toBeGreaterThan(0.03);
  });
});
