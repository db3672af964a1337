import type { Demand, DemandFit, Measurements, StepDemand } from '../../core/records/index.ts';
import { refusal } from '../refuse.ts';
import { backTest } from './back-test.ts';
import { coresOf } from './bottleneck.ts';
import { demandByRequest } from './by-request.ts';
import { capacityOf } from './capacity.ts';
import { cpuDemand, mixDemand } from './cpu-demand.ts';
import { furtherDemands } from './further-demands.ts';
import { leakOf, memoryDemandOf } from './memory-demand.ts';
import { parallelismOf } from './parallelism.ts';
import { scaledBottleneck } from './plateau-scaling.ts';
import { excludedSeconds, refuseInvalid, refuseNoWork, refuseTooFew } from './refusals.ts';
import { confidence } from './resource-demand.ts';
import { scalabilityEvidence } from './scalability-evidence.ts';
import { resourceToSize, type ServerBin, serverBins, serverLimitOf } from './server-bins.ts';
import type { UseSample } from './use-sample.ts';

export interface DemandOptions {
  /** The resource to size, where the CPU of several was observed. */
  readonly resource?: string;
  /** Resources that the one to size asks, such as its database: none of them is the one. */
  readonly behind?: readonly string[];
  /** Reads invalid runs too; the estimate then says so. */
  readonly acceptInvalid?: boolean;
  /** Threads on each core of the machine that ran the server; 1 unless given. */
  readonly threadsPerCore?: 1 | 2;
  /** Cores of one measured server, as the system counts them: where two threads share one, each counts; observed unless given. */
  readonly cores?: number | null;
}

const fewestIdleSamples = 3;

/**
 * What one request costs the server, from the clean bins of one or several runs and tables. Throws ESTIMATE_REFUSED,
 * with what to do about it, where they do not carry that.
 */
export function measureDemand(measurements: Measurements, options: DemandOptions = {}): Demand {
  refuseInvalid(measurements, options.acceptInvalid ?? false);
  const name = resourceToSize(measurements, options.resource, options.behind);
  const bins = serverBins(measurements.bins, name).filter(({ used }) => typeof used.cores === 'number');
  const excluded = excludedSeconds(measurements);
  refuseTooFew(bins, excluded);
  const resource = measurements.resources.find((each) => each.name === name);
  const seenIdle = resource?.idle.cores;
  const idle = seenIdle && seenIdle.samples >= fewestIdleSamples ? seenIdle : null;
  const samples = bins.map(cpuSample);
  const cores = options.cores ?? serverLimitOf(measurements, name, 'cores');
  const hyperthreadedCores = options.threadsPerCore === 2 ? coresOfThreads(cores) : null;
  refuseNoWork(bins, idle?.value ?? 0);
  const byRequest = demandByRequest(bins);
  const cpu =
    'told' in byRequest
      ? mixDemand(byRequest.told)
      : cpuDemand(name, samples, idle?.value ?? 0, { hyperthreadedCores });
  const steps = stepDemands(bins, idle?.value ?? 0);
  const parallelism = parallelismOf(bins);
  const highestRequestsPerSec = Math.max(...steps.map(({ requestsPerSec }) => requestsPerSec));
  const demand: Omit<Demand, 'capacity'> = {
    resource: name,
    cpuSecPerRequest: cpu.perRequest,
    confidence,
    idleCores: cpu.base,
    idleObserved: idle !== null,
    highestRequestsPerSec,
    meanResponseMs: meanResponseMs(bins),
    cleanSeconds: bins.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000,
    excluded,
    steps,
    parallelism,
    memory: memoryDemandOf(bins, serverBins([...measurements.bins, ...measurements.dropped], name)),
    evidence: {
      fit: cpu.fit,
      byRequest: 'told' in byRequest ? byRequest.told.demands : null,
      pooledBecause: 'told' in byRequest ? null : byRequest.pooledBecause,
      backTest: 'told' in byRequest ? null : backTest(samples),
      ...scaledBottleneck(measurements, {
        ...{ resource: name, cores, demand: cpu, parallelism },
        highestPerSec: highestRequestsPerSec,
      }),
      scalability: scalabilityEvidence(measurements, name),
      further: furtherDemands(measurements, name),
      leakBytesPerHour: leakOf(bins),
      concerns: [...cpu.concerns, ...threadConcerns(hyperthreadedCores, cpu.fit)],
    },
  };
  const capacity = capacityOf(demand, coresOf(cores, parallelism));
  return { ...demand, capacity: Number.isFinite(capacity.perSec.high) ? capacity : null };
}

/** Cores that run two threads each. Throws ESTIMATE_REFUSED where there is not one. */
function coresOfThreads(threads: number | null): number {
  if (threads !== null && threads >= 2) return Math.floor(threads / 2);
  throw refusal(
    threads === null
      ? 'two threads share a core, but how many the server had was not observed'
      : `two threads share a core, but the server had ${Number(threads.toFixed(2))} of them`,
    'give both: --threads-per-core 2 --measured-cores N',
  );
}

function threadConcerns(hyperthreadedCores: number | null, fit: DemandFit | null): string[] {
  if (hyperthreadedCores === null || fit?.model === 'hyperthreads') return [];
  return ['that two threads share a core is not in the demand: it takes three loads of one mix to tell'];
}

function cpuSample({ load, durationMs, requestsPerSec, used }: ServerBin): UseSample {
  return { load, durationMs, perSec: [requestsPerSec], used: used.cores ?? 0 };
}

/** The demand read from each step alone over what the idle server uses, so that one that changes with the load is seen. */
function stepDemands(bins: readonly ServerBin[], idleCores: number): StepDemand[] {
  return [...new Set(bins.map(({ load }) => load))].flatMap((load) => {
    const own = bins.filter((bin) => bin.load === load);
    const mean = (of: (bin: ServerBin) => number) => own.reduce((sum, bin) => sum + of(bin), 0) / own.length;
    const requestsPerSec = mean((bin) => bin.requestsPerSec);
    const cpuCores = mean(({ used }) => used.cores ?? 0);
    if (requestsPerSec === 0) return [];
    return [
      {
        index: own[0]?.step ?? null,
        seconds: own.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000,
        requestsPerSec,
        cpuCores,
        cpuSecPerRequest: (cpuCores - idleCores) / requestsPerSec,
      },
    ];
  });
}

/** R = N/X over all bins (Little). */
function meanResponseMs(bins: readonly ServerBin[]): number | null {
  const seen = bins.filter(({ inFlight }) => inFlight !== null);
  const requests = seen.reduce((sum, { requestsPerSec }) => sum + requestsPerSec, 0);
  if (requests === 0) return null;
  return (1_000 * seen.reduce((sum, { inFlight }) => sum + (inFlight ?? 0), 0)) / requests;
}
