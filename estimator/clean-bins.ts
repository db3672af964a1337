import { meanOver, type Stretch } from '../core/measurements/stretches.ts';
import type { RunResult } from '../core/records/index.ts';

/** Requests that ended in the second that starts at `tMs`; a second without any is a row with 0. */
export interface ThroughputRow {
  readonly tMs: number;
  readonly requestsPerSec: number;
}

/** The observed server on the run's clock; without a series its stretches are empty. */
export interface ObservedServer {
  readonly resource: string;
  readonly cpuCores: readonly Stretch[];
  readonly busiestThreadCores: readonly Stretch[];
  readonly memoryBytes: readonly Stretch[];
}

/** One second of the run; `step` is `null` where the run had no steps. */
export interface Bin {
  readonly step: number | null;
  readonly requestsPerSec: number;
  readonly cpuCores: number;
  readonly busiestThreadCores: number | null;
  readonly memoryBytes: number | null;
}

/** Seconds that demand may be read from, and why the others are left out. */
export interface CleanBins {
  readonly bins: readonly Bin[];
  readonly excluded: readonly { readonly reason: string; readonly seconds: number }[];
}

const binMs = 1_000;
const highestFailedRate = 0.01;

/** CPU above this share of what the server can use says nothing more about a request's cost. */
const saturation = 0.95;

/**
 * The clean seconds of a run: after the warm-up, inside one step and at least a second from its edges, with at most
 * 1 % of the requests failed, CPU known, and neither the busiest thread nor the machine saturated.
 */
export function cleanBins(
  result: RunResult,
  throughput: readonly ThroughputRow[],
  server: ObservedServer,
  warmUpMs: number,
): CleanBins {
  const windows = windowsOf(result);
  const bins: Bin[] = [];
  const seconds = new Map<string, number>();
  for (const { tMs, requestsPerSec } of throughput) {
    const endMs = tMs + binMs;
    const window = windows.find(({ startMs, endMs: end }) => tMs >= startMs + binMs && endMs <= end - binMs);
    const cpuCores = meanOver(server.cpuCores, tMs, endMs);
    const busiestThreadCores = meanOver(server.busiestThreadCores, tMs, endMs);
    const exclude = (reason: string) => seconds.set(reason, (seconds.get(reason) ?? 0) + 1);
    if (tMs < warmUpMs) exclude('warm-up');
    else if (!window) exclude("ramp, or a step's edge");
    else if (window.failedRate > highestFailedRate) exclude('more than 1 % of the requests failed');
    else if (cpuCores === null) exclude('CPU not observed');
    else if (Math.max(busiestThreadCores ?? 0, cpuCores / result.generator.cpus) >= saturation)
      exclude('saturated');
    else {
      const memoryBytes = meanOver(server.memoryBytes, tMs, endMs);
      bins.push({ step: window.step, requestsPerSec, cpuCores, busiestThreadCores, memoryBytes });
    }
  }
  return { bins, excluded: [...seconds].map(([reason, count]) => ({ reason, seconds: count })) };
}

interface Window {
  readonly step: number | null;
  readonly startMs: number;
  readonly endMs: number;
  readonly failedRate: number;
}

/** One window a step, whatever its number of scenarios; the whole run where it had none. */
function windowsOf(result: RunResult): readonly Window[] {
  const failed = result.metrics.http_req_failed;
  const failedRate = failed?.type === 'rate' ? failed.rate : 0;
  if (result.steps.length === 0) return [{ step: null, startMs: 0, endMs: result.durationMs, failedRate }];
  return [...new Set(result.steps.map(({ index }) => index))].map((step) => {
    const rows = result.steps.filter(({ index }) => index === step);
    return {
      step,
      startMs: Math.max(...rows.map((row) => row.startMs)),
      endMs: Math.min(...rows.map((row) => row.endMs)),
      failedRate: Math.max(...rows.map((row) => row.failedRate ?? 0)),
    };
  });
}
