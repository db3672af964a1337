import type { MemoryDemand } from '../../core/records/index.ts';
import { theilSen } from '../statistics/theil-sen.ts';
import type { ServerBin } from './server-bins.ts';

/** Loads that differ by less than this many requests in flight say nothing about memory per request. */
const leastSpreadInFlight = 1;

/**
 * Memory of one server, M = M0 + m·L with L the requests in flight: slope and base by Theil–Sen over the loads' means.
 * With one load, or a slope that is not positive, the peak stands for every load. `null` where it was not observed.
 */
export function memoryDemandOf(
  bins: readonly ServerBin[],
  peakOf: readonly ServerBin[],
): MemoryDemand | null {
  const peakBytes = Math.max(...peakOf.map(({ used }) => used.bytes ?? 0));
  const seen = bins.flatMap(({ load, inFlight, used: { bytes } }) =>
    typeof bytes === 'number' ? [{ load, inFlight: inFlight ?? 0, bytes }] : [],
  );
  if (seen.length === 0) return null;
  const loads = [...new Set(seen.map(({ load }) => load))].map((load) => {
    const own = seen.filter((bin) => bin.load === load);
    const mean = (of: (bin: (typeof own)[number]) => number) =>
      own.reduce((sum, bin) => sum + of(bin), 0) / own.length;
    return { x: mean(({ inFlight }) => inFlight), y: mean(({ bytes }) => bytes) };
  });
  const line = theilSen(loads, leastSpreadInFlight);
  if (!line || line.slope <= 0 || line.base < 0) {
    return { peakBytes, baseBytes: peakBytes, bytesPerInFlight: 0, basis: 'peak' };
  }
  return { peakBytes, baseBytes: line.base, bytesPerInFlight: line.slope, basis: 'fit' };
}

/** A leak is growth at constant load in every step, over so many bins of each, */
const fewestBins = 10;
/** of which no more than these are compared in pairs, */
const mostBins = 200;
/** by this share of the memory in an hour at least. */
const leastShare = 0.1;

/** Bytes an hour by which memory grows while the load does not change; `null` where it does not grow. */
export function leakOf(bins: readonly ServerBin[]): number | null {
  const loads = [...new Set(bins.map(({ load }) => load))].flatMap((load) => {
    const points = bins.flatMap((bin) =>
      bin.load === load && typeof bin.used.bytes === 'number'
        ? [{ x: bin.startMs / 3_600_000, y: bin.used.bytes }]
        : [],
    );
    const every = Math.ceil(points.length / mostBins);
    const line = points.length >= fewestBins ? theilSen(points.filter((_, i) => i % every === 0)) : undefined;
    return line ? [{ slope: line.slope, bytes: points[0]?.y ?? 0 }] : [];
  });
  if (loads.length < 2 || !loads.every(({ slope, bytes }) => slope > leastShare * bytes)) return null;
  return Math.min(...loads.map(({ slope }) => slope));
}
