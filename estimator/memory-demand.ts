import { median } from '../core/median.ts';
import type { MemoryDemand, StepResult } from '../core/records/index.ts';
import type { Bin } from './clean-bins.ts';

/** Loads that differ by less than this many requests in flight say nothing about memory per request. */
const leastSpreadInFlight = 1;

/**
 * Memory of one server process, M = M0 + m·L with L the requests in flight (Little: L = X·R): slope and base by
 * Theil–Sen over the steps' means. With one load, or a slope that is not positive, the peak stands for every load.
 */
export function memoryDemandOf(
  bins: readonly Bin[],
  steps: readonly StepResult[],
  peakBytes: number,
): MemoryDemand {
  const loads = [...new Set(bins.map(({ step }) => step))].flatMap((step) => loadOf(bins, steps, step));
  const slopes = loads.flatMap((a, i) =>
    loads
      .slice(i + 1)
      .filter((b) => Math.abs(b.inFlight - a.inFlight) >= leastSpreadInFlight)
      .map((b) => (b.bytes - a.bytes) / (b.inFlight - a.inFlight)),
  );
  const slope = median(slopes) ?? 0;
  const base = median(loads.map(({ inFlight, bytes }) => bytes - slope * inFlight)) ?? 0;
  if (slope <= 0 || base < 0) return { peakBytes, baseBytes: peakBytes, bytesPerInFlight: 0, basis: 'peak' };
  return { peakBytes, baseBytes: base, bytesPerInFlight: slope, basis: 'fit' };
}

function loadOf(bins: readonly Bin[], steps: readonly StepResult[], step: number | null) {
  const rows = steps.filter(({ index, duration }) => index === step && duration.count > 0);
  const seconds = bins.filter((bin) => bin.step === step && bin.memoryBytes !== null);
  const requests = rows.reduce((sum, { duration }) => sum + duration.count, 0);
  if (requests === 0 || seconds.length === 0) return [];
  const responseSec = rows.reduce((sum, { duration }) => sum + duration.sum, 0) / requests / 1_000;
  const mean = (pick: (bin: Bin) => number) =>
    seconds.reduce((sum, bin) => sum + pick(bin), 0) / seconds.length;
  return [
    { inFlight: mean((bin) => bin.requestsPerSec) * responseSec, bytes: mean((bin) => bin.memoryBytes ?? 0) },
  ];
}
