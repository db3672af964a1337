import { describe, expect, it } from 'vitest';
import { toMeasurements } from '../../../core/measurements/index.ts';
import type { ObservedSeries } from '../../../core/records/index.ts';
import { slopeOf } from './slope.ts';
import { clientSeries, demandOf, observe, syntheticResult } from './synthetic-service.ts';

const demandSec = 0.02;
const idleCores = 0.03;
const minute = 60_000;
const steps = [12, 20, 32, 40].map((requestsPerSec) => ({ seconds: 300, requestsPerSec }));
const level = demandOf(steps, demandSec, idleCores);

/**
 * One-minute means of a server whose minutes begin at `phaseMs` of the run, on a clock that is `skewMs` ahead, which
 * nobody compared; the newest come first.
 */
function minutes(skewMs: number, phaseMs: number, isMissing: (i: number) => boolean): ObservedSeries {
  const { clock: _, ...series } = observe({
    periodMs: minute,
    fromMs: phaseMs - 5 * minute,
    toMs: 26 * minute,
    level,
  });
  const points = series.points
    .filter((_, i) => !isMissing(i))
    .map(([tMs, value]): [number, number | null] => [tMs + skewMs, value])
    .reverse();
  return { ...series, points, periodMs: minute };
}

const phases = [0, 7_300, 20_000, 31_000, 45_500, 59_900];

describe.each([0, 30_000, 60_000])('with a clock that is %d ms ahead', (skewMs) => {
  it.each(phases)(
    'and minutes that begin %d ms into the run, the demand is recovered within 3 %%',
    async (phaseMs) => {
      const observed = [minutes(skewMs, phaseMs, (i) => i % 7 === 3)];
      const measured = await toMeasurements(syntheticResult(steps, observed), clientSeries(steps));
      expect(Math.abs(slopeOf(measured, 'api') / demandSec - 1)).toBeLessThan(0.03);
    },
  );
});
