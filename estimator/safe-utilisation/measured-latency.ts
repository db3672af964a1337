import type { Histogram } from '../../core/histogram.ts';
import { percentileValue } from '../../core/percentile.ts';
import type { Measurements } from '../../core/records/index.ts';
import { serverBins } from '../demand/server-bins.ts';
import type { CalibrationStep } from './calibrate.ts';

/** What measured steps tell of latency. */
export interface MeasuredLatency {
  /** Of the step with the lowest throughput; `null` where no step has a distribution. */
  readonly lowLoad: Histogram | null;
  /** All steps, the load on the server with the latency at the quantile. */
  readonly steps: readonly CalibrationStep[];
}

/** The latency of the measured steps; `servers` is how many requests the measured server worked on side by side. */
export function measuredLatency(
  measurements: Measurements,
  {
    resource,
    servers,
    quantile,
  }: { readonly resource: string; readonly servers: number; readonly quantile: number },
): MeasuredLatency {
  const bins = serverBins(measurements.bins, resource);
  const steps = measurements.steps.flatMap(({ source, index, duration }) => {
    const own = bins.filter(
      ({ load, used }) => load === `${source}:${index}` && typeof used.cores === 'number',
    );
    const latencyMs = duration && percentileValue(duration, quantile);
    if (!duration || latencyMs === undefined || latencyMs === null || own.length === 0) return [];
    const mean = (of: (bin: (typeof own)[number]) => number) =>
      own.reduce((sum, bin) => sum + of(bin), 0) / own.length;
    return [
      {
        perSec: mean(({ requestsPerSec }) => requestsPerSec),
        duration,
        step: {
          servers,
          utilisation: mean(({ used }) => used.cores ?? 0) / servers,
          latencySec: latencyMs / 1_000,
        },
      },
    ];
  });
  const lowest = steps.toSorted((a, b) => a.perSec - b.perSec)[0];
  return { lowLoad: lowest?.duration ?? null, steps: steps.map(({ step }) => step) };
}
