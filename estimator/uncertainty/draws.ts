import { dayOfWorkload, designRequests, type Workload, type WorkloadRanges } from '../../core/load/index.ts';
import type { Demand, Interval } from '../../core/records/index.ts';
import { hardwareFactor, hyperthreadFactor, threadsBeyond } from '../sizing/demand-bounds.ts';
import { drawCount, stratified } from './latin-hypercube.ts';
import { quantileOf } from './spread.ts';

/** What is uncertain about a load: a workload and the ranges of its fields. */
export interface UncertainLoad {
  readonly workload: Workload;
  readonly ranges: WorkloadRanges;
}

/** How one draw differs from the middle: each number is a factor. */
export interface Factors {
  /** Of the design load, and of a month's requests. */
  readonly peak: Float64Array;
  readonly volume: Float64Array;
  /** Of the CPU a request as it was measured, of the platform's machine, and of a hyperthread. */
  readonly demand: Float64Array;
  readonly hardware: Float64Array;
  readonly hyperthread: Float64Array;
  /** No factor but a quantile: of how long requests wait at a utilisation, whose bounds each plan has. */
  readonly wait: Float64Array;
}

/** One number between 0 and 1 for each input by its name: which quantile of it is taken. */
type Quantiles = (input: string) => Float64Array;

/** The draws that all platforms are compared by, the same at each call. */
export function drawFactors(demand: Demand, load: UncertainLoad | undefined): Factors {
  return factorsAt(demand, load, (input) => stratified(input, drawCount));
}

export function inputsOf(load: UncertainLoad | undefined): readonly string[] {
  return [...Object.keys(load?.ranges ?? {}), 'service demand', 'hardware', 'hyperthreads', 'waiting'];
}

/** The factors at given quantiles of the inputs. */
export function factorsAt(demand: Demand, load: UncertainLoad | undefined, quantiles: Quantiles): Factors {
  const { confidence, cpuSecPerRequest } = demand;
  const relative = ({ low, mid, high }: Interval) => ({
    low: low / mid,
    mid: 1,
    high: high / mid,
    confidence,
  });
  const mostHyperthread = threadsBeyond(demand, 2) > 1 ? hyperthreadFactor : 1;
  const demandRange = relative(cpuSecPerRequest);
  const hardwareRange = relative(hardwareFactor);
  return {
    ...loadFactors(load, quantiles),
    demand: quantiles('service demand').map((u) => quantileOf(demandRange, u)),
    hardware: quantiles('hardware').map((u) => quantileOf(hardwareRange, u)),
    hyperthread: quantiles('hyperthreads').map((u) => 1 + u * (mostHyperthread - 1)),
    wait: quantiles('waiting'),
  };
}

function loadFactors(
  load: UncertainLoad | undefined,
  quantiles: Quantiles,
): Pick<Factors, 'peak' | 'volume'> {
  const fields = Object.entries(load?.ranges ?? {}).flatMap(([field, range]) =>
    range ? [[field, range] as const] : [],
  );
  const count = quantiles('service demand').length;
  const peak = new Float64Array(count).fill(1);
  const volume = new Float64Array(count).fill(1);
  if (!load || fields.length === 0) return { peak, volume };
  const drawn = fields.map(([field, range]) => ({ field, range, at: quantiles(field) }));
  const middle = amountsOf(load.workload);
  for (let draw = 0; draw < count; draw++) {
    const values = drawn.map(({ field, range, at }) => [field, quantileOf(range, at[draw] ?? 0.5)]);
    const amounts = amountsOf({ ...load.workload, ...Object.fromEntries(values) });
    peak[draw] = amounts.peak / middle.peak;
    volume[draw] = amounts.volume / middle.volume;
  }
  return { peak, volume };
}

function amountsOf(workload: Workload) {
  const peak = designRequests(workload).requestsPerSec;
  return { peak, volume: dayOfWorkload(workload)?.requestsPerDay ?? peak };
}
