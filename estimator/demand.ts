import { median } from '../core/median.ts';
import type { Demand, RunResult, StepDemand } from '../core/records/index.ts';
import {
  type Bin,
  type CleanBins,
  cleanBins,
  type ObservedServer,
  type ThroughputRow,
} from './clean-bins.ts';
import { memoryDemandOf } from './memory-demand.ts';
import { observedServer } from './observed-server.ts';
import { parallelismOf } from './parallelism.ts';
import { confidence, ratioEstimate } from './ratio-estimate.ts';
import { refusal } from './refuse.ts';

export interface DemandOptions {
  /** The observed process to size, where there are several. */
  readonly resource?: string;
  /** Time from the unpause that is left out; 3 s unless given. */
  readonly warmUpMs?: number;
  /** Reads an invalid run too; the estimate then says so. */
  readonly acceptInvalid?: boolean;
}

const defaultWarmUpMs = 3_000;
const fewestCleanSeconds = 5;
const fewestIdleSamples = 3;

/**
 * What one request costs the server, from one run: D = Σ(cpu − U0)/Σrequests over the clean seconds, U0 the median
 * CPU before the unpause. Throws ESTIMATE_REFUSED, with what to do about it, where the run does not carry that.
 */
export function measureDemand(
  result: RunResult,
  throughput: readonly ThroughputRow[],
  options: DemandOptions = {},
): Demand {
  refuseInvalid(result, options.acceptInvalid ?? false);
  const server = observedServer(result, options.resource);
  const clean = cleanBins(result, throughput, server, options.warmUpMs ?? defaultWarmUpMs);
  refuseTooFew(clean);
  const { bins, excluded } = clean;
  const idle = idleCoresOf(server);
  const steps = stepDemands(bins, idle ?? 0);
  const cpuSecPerRequest = ratioEstimate(
    bins.map(({ step, requestsPerSec, cpuCores }) => ({
      x: requestsPerSec,
      y: cpuCores - (idle ?? 0),
      group: step,
    })),
  );
  refuseNoWork(bins, idle ?? 0, cpuSecPerRequest.mid);
  const response = result.metrics.http_req_duration;
  const peakBytes = peakMemory(server, result.durationMs);
  return {
    resource: server.resource,
    cpuSecPerRequest,
    confidence,
    idleCores: idle ?? 0,
    idleObserved: idle !== undefined,
    highestRequestsPerSec: Math.max(...steps.map(({ requestsPerSec }) => requestsPerSec)),
    meanResponseMs: response?.type === 'trend' ? response.avg : null,
    cleanSeconds: bins.length,
    excluded: [...excluded],
    steps,
    parallelism: parallelismOf(bins),
    memory: peakBytes === undefined ? null : memoryDemandOf(bins, result.steps, peakBytes),
  };
}

/** The demand read from each step alone, so that one that changes with the load is seen. */
function stepDemands(bins: readonly Bin[], idleCores: number): StepDemand[] {
  return [...new Set(bins.map(({ step }) => step))].flatMap((index) => {
    const own = bins.filter(({ step }) => step === index);
    const requestsPerSec = own.reduce((sum, bin) => sum + bin.requestsPerSec, 0) / own.length;
    const cpuCores = own.reduce((sum, bin) => sum + bin.cpuCores, 0) / own.length;
    if (requestsPerSec === 0) return [];
    const cpuSecPerRequest = (cpuCores - idleCores) / requestsPerSec;
    return [{ index, seconds: own.length, requestsPerSec, cpuCores, cpuSecPerRequest }];
  });
}

function idleCoresOf({ cpuCores }: ObservedServer): number | undefined {
  const before = cpuCores.flatMap(({ endMs, value }) => (endMs <= 0 && value !== null ? [value] : []));
  return before.length < fewestIdleSamples ? undefined : median(before);
}

function peakMemory({ memoryBytes }: ObservedServer, durationMs: number): number | undefined {
  const loaded = memoryBytes.flatMap(({ startMs, endMs, value }) =>
    value !== null && endMs > 0 && startMs < durationMs ? [value] : [],
  );
  return loaded.length === 0 ? undefined : Math.max(...loaded);
}

function refuseInvalid(result: RunResult, acceptInvalid: boolean): void {
  if (result.validity.level !== 'invalid' || acceptInvalid) return;
  const why = result.validity.reasons.find(({ level }) => level === 'invalid')?.message;
  throw refusal(
    `run ${result.runId} is invalid${why === undefined ? '' : `: ${why}`}`,
    'repair the cause and run again, or accept the invalid run (--accept-invalid) and have it stand in the estimate',
  );
}

function refuseTooFew({ bins, excluded }: CleanBins): void {
  const requests = bins.reduce((sum, bin) => sum + bin.requestsPerSec, 0);
  if (bins.length >= fewestCleanSeconds && requests > 0) return;
  if (bins.length >= fewestCleanSeconds) {
    throw refusal(
      'no request ended in the clean seconds',
      'check the target and the scenario, and run again',
    );
  }
  const saturated = excluded.find(({ reason }) => reason === 'saturated')?.seconds ?? 0;
  if (saturated >= fewestCleanSeconds) {
    throw refusal(
      `the server was saturated in ${saturated} seconds and clean in ${bins.length} of at least ${fewestCleanSeconds}`,
      'add steps at 20 to 60 % of this load: a saturated server does not tell what one request costs',
    );
  }
  const reasons =
    excluded.map(({ reason, seconds }) => `${seconds} s ${reason}`).join(', ') || 'no seconds at all';
  throw refusal(
    `at least ${fewestCleanSeconds} clean seconds are needed, got ${bins.length} (left out: ${reasons})`,
    'run longer at a constant rate: 30 s a step is a good start',
  );
}

function refuseNoWork(bins: readonly Bin[], idleCores: number, cpuSecPerRequest: number): void {
  if (cpuSecPerRequest > 0) return;
  const mean = bins.reduce((sum, bin) => sum + bin.cpuCores, 0) / bins.length;
  throw refusal(
    `the server used ${mean.toFixed(3)} cores under load and ${idleCores.toFixed(3)} before it: nothing is left for the requests`,
    'raise the rate, or let the server come to rest before the run',
  );
}
