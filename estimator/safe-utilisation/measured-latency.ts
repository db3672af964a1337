import type { Histogram } from '../../core/histogram.ts';
import { percentileValue } from '../../core/percentile.ts';
import type { Measurements } from '../../core/records/index.ts';
import { type ServerBin, serverBins } from '../demand/server-bins.ts';
import { serversOf } from '../sizing/task-count.ts';
import type { CalibrationStep } from './calibrate.ts';
import type { LowLoadLatency } from './latency-model.ts';
import { quantileOf, requestsIn, tableLatency } from './table-latency.ts';

/** What measured steps tell of latency. */
export interface MeasuredLatency {
  /**
   * Of the step with the lowest throughput that has enough responses beyond the quantile, of the lowest one if none has;
   * `null` where it has no distribution.
   */
  readonly lowLoad: Histogram | null;
  /** Of the same step where it is one of a table, as its percentiles have it; `null` where there is none. */
  readonly lowLoadTable: LowLoadLatency | null;
  /** Mean response time at the lowest load, R = N/X; `null` where nobody knows what was in flight. */
  readonly lowLoadMeanSec: number | null;
  /** All steps, the load on the server with the latency at the quantile. */
  readonly steps: readonly CalibrationStep[];
}

const fewestBeyond = 10;

/** Whether so many responses lie beyond a quantile that it is no matter of a few slow ones. */
export function hasEnoughBeyond({ count }: Pick<Histogram, 'count'>, quantile: number): boolean {
  return count * (1 - quantile) >= fewestBeyond - 1e-9;
}

/**
 * The latency of the measured steps; `servers` is how many requests the measured server worked on side by side, or the part of
 * a core that it had. Where that is `null`, nobody knows how busy it was, and there are no steps.
 */
export function measuredLatency(
  measurements: Measurements,
  {
    resource,
    servers,
    quantile,
  }: { readonly resource: string; readonly servers: number | null; readonly quantile: number },
): MeasuredLatency {
  const rows = measurements.bins.flatMap((row) => serverBins([row], resource).map((bin) => ({ row, bin })));
  const seen = measurements.steps.flatMap(({ source, index, duration }) => {
    const isOwn = ({ load, used }: ServerBin) =>
      load === `${source}:${index}` && typeof used.cores === 'number';
    const ownRows = rows.filter(({ bin }) => isOwn(bin));
    const own = ownRows.map(({ bin }) => bin);
    const stated = ownRows.map(({ row }) => row);
    const table = duration ? null : tableLatency(stated);
    const latencySec = duration ? histogramSec(duration, quantile) : table && quantileOf(table, quantile);
    if (typeof latencySec !== 'number' || own.length === 0) return [];
    const mean = (of: (bin: ServerBin) => number) => own.reduce((sum, bin) => sum + of(bin), 0) / own.length;
    return [
      {
        perSec: mean(({ requestsPerSec }) => requestsPerSec),
        cores: mean(({ used }) => used.cores ?? 0),
        ...{ duration, table, latencySec },
        count: duration?.count ?? requestsIn(stated),
      },
    ];
  });
  const tellsQuantile = seen.filter((step) => hasEnoughBeyond(step, quantile));
  const [lowest] = (tellsQuantile.length > 0 ? tellsQuantile : seen).toSorted((a, b) => a.perSec - b.perSec);
  return {
    lowLoad: lowest?.duration ?? null,
    lowLoadTable: lowest?.table ?? null,
    lowLoadMeanSec: meanAtLowLoad(rows.map(({ bin }) => bin)),
    steps:
      servers === null
        ? []
        : seen.map(({ cores, latencySec }) => ({
            servers: serversOf(servers),
            utilisation: cores / servers,
            latencySec,
          })),
  };
}

function histogramSec(duration: Histogram, quantile: number): number | undefined {
  const ms = percentileValue(duration, quantile);
  return ms === undefined ? undefined : ms / 1_000;
}

function meanAtLowLoad(bins: readonly ServerBin[]): number | null {
  const totals = new Map<string, { perSec: number; inFlight: number; bins: number }>();
  for (const { load, requestsPerSec, inFlight } of bins) {
    if (inFlight === null || requestsPerSec === 0) continue;
    const sum = totals.get(load) ?? { perSec: 0, inFlight: 0, bins: 0 };
    totals.set(load, {
      perSec: sum.perSec + requestsPerSec,
      inFlight: sum.inFlight + inFlight,
      bins: sum.bins + 1,
    });
  }
  const [lowest] = [...totals.values()].toSorted((a, b) => a.perSec / a.bins - b.perSec / b.bins);
  return lowest ? lowest.inFlight / lowest.perSec : null;
}
