import type {
  Architecture,
  Demand,
  Estimate,
  Interval,
  PriceRow,
  SizingOption,
} from '../../core/records/index.ts';
import { findPrice } from '../prices/find-price.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { boundedDemand, extrapolationOf } from './demand-bounds.ts';
import { markPareto } from './pareto.ts';
import { memoryShare, tasksForCpu, tasksForMemory, usableCores, withRedundancy } from './task-count.ts';

/** What a platform is sized for. */
export interface SizingLoad {
  readonly requestsPerSec: number;
  readonly demand: Demand;
  /** The target ρ for the CPU that a task can use, 0–1. */
  readonly utilisation: number;
  readonly measuredArchitecture: Architecture;
  readonly region: string;
  readonly priceBook: PriceBook;
}

export type Sizing = Pick<Estimate, 'options' | 'rejected' | 'prices'>;

/** The task sizes that Fargate offers for Linux: vCPUs with the memory that each may have, in GB of 2³⁰ bytes. */
export const fargateSizes: readonly { readonly vcpu: number; readonly memoryGb: readonly number[] }[] = [
  { vcpu: 0.25, memoryGb: [0.5, 1, 2] },
  { vcpu: 0.5, memoryGb: every(1, 1, 4) },
  { vcpu: 1, memoryGb: every(1, 2, 8) },
  { vcpu: 2, memoryGb: every(1, 4, 16) },
  { vcpu: 4, memoryGb: every(1, 8, 30) },
  { vcpu: 8, memoryGb: every(4, 16, 60) },
  { vcpu: 16, memoryGb: every(8, 32, 120) },
];

const platform = 'ecs-fargate';
const bytesPerGb = 2 ** 30;

/** Hours that a month's price is counted with. */
export const hoursPerMonth = 730;

/** Every vCPU size on both architectures with its cheapest sufficient memory, cheapest first, and why others fail. */
export function sizeFargate(load: SizingLoad): Sizing {
  const prices: PriceRow[] = [];
  const sized = (['x86_64', 'arm64'] as const).map((architecture) => {
    const hour = hourPrices(load, architecture);
    const places = [prices.push(hour.vcpu) - 1, prices.push(hour.memoryGb) - 1];
    return sizeArchitecture(load, architecture, { ...hour, places });
  });
  return {
    options: sized.flatMap(({ options }) => options).sort(byCost),
    rejected: sized.flatMap(({ rejected }) => rejected),
    prices,
  };
}

/** A vCPU-hour and a GB-hour, and their places among the estimate's prices. */
interface HourPrices {
  readonly vcpu: PriceRow;
  readonly memoryGb: PriceRow;
  readonly places: number[];
}

function hourPrices(
  { priceBook, region }: SizingLoad,
  architecture: Architecture,
): Omit<HourPrices, 'places'> {
  const attributes = { os: 'Linux', arch: architecture };
  const price = (item: string) => findPrice(priceBook, { service: 'AmazonECS', region, item, attributes });
  return { vcpu: price('Fargate vCPU'), memoryGb: price('Fargate memory') };
}

function sizeArchitecture(
  load: SizingLoad,
  architecture: Architecture,
  hour: HourPrices,
): Omit<Sizing, 'prices'> {
  const sized: UnjudgedOption[] = [];
  const rejected: Sizing['rejected'] = [];
  for (const { vcpu, memoryGb } of fargateSizes) {
    const fitting = memoryGb.flatMap(
      (gb) => optionOf(load, architecture, { vcpu, memoryGb: gb }, hour) ?? [],
    );
    const [cheapest] = fitting.sort(byCost);
    if (cheapest) sized.push(cheapest);
    else rejected.push({ platform, architecture, vcpu, reason: whyNot(load, vcpu, Math.max(...memoryGb)) });
  }
  const carried = sized.filter(({ extrapolation }) => extrapolation.level !== 'needs-test');
  const others = sized.filter(({ extrapolation }) => extrapolation.level === 'needs-test');
  return {
    options: [...markPareto(carried), ...others.map((option) => ({ ...option, pareto: false }))],
    rejected,
  };
}

type UnjudgedOption = Omit<SizingOption, 'pareto'>;

interface TaskSize {
  readonly vcpu: number;
  readonly memoryGb: number;
}

function optionOf(
  load: SizingLoad,
  architecture: Architecture,
  size: TaskSize,
  hour: HourPrices,
): UnjudgedOption | undefined {
  const { demand, requestsPerSec } = load;
  const { vcpu } = size;
  const cores = usableCores(vcpu, demand.parallelism.cores);
  const cpu = cpuTasks(load, cores, demand.cpuSecPerRequest.mid);
  const memory = memoryTasks(load, size.memoryGb);
  if (cpu === undefined || memory === undefined) return undefined;
  const needed = Math.max(cpu, memory ?? 1);
  const extrapolation = extrapolationOf(requestsPerSec / needed, demand.highestRequestsPerSec);
  const bounds = boundedDemand(demand.cpuSecPerRequest, architecture, extrapolation.ratio);
  const tasks = mapInterval(bounds, (cpuSecPerRequest) =>
    withRedundancy(Math.max(cpuTasks(load, cores, cpuSecPerRequest) ?? cpu, memory ?? 1)),
  );
  const usdPerHour = hour.vcpu.usd * vcpu + hour.memoryGb.usd * size.memoryGb;
  const usedCores = (requestsPerSec * demand.cpuSecPerRequest.mid) / tasks.mid + demand.idleCores;
  return {
    platform,
    architecture,
    architectureMeasured: architecture === load.measuredArchitecture,
    ...size,
    queue: queueOf(cores, demand),
    needed: { cpu, memory },
    binding: needed === 1 ? 'redundancy' : cpu >= (memory ?? 1) ? 'cpu' : 'memory',
    tasks,
    utilisation: usedCores / cores,
    usdPerMonth: mapInterval(tasks, (count) => toCents(count * usdPerHour * hoursPerMonth)),
    prices: hour.places,
    extrapolation,
    notes: notesOf(size, cores, demand),
  };
}

function cpuTasks(load: SizingLoad, cores: number, cpuSecPerRequest: number): number | undefined {
  const { requestsPerSec, utilisation, demand } = load;
  return tasksForCpu({ requestsPerSec, cpuSecPerRequest, cores, utilisation, idleCores: demand.idleCores });
}

/** `null` where memory was not observed; `undefined` where the server does not fit. */
function memoryTasks({ demand, requestsPerSec }: SizingLoad, memoryGb: number): number | null | undefined {
  if (demand.memory === null) return null;
  const inFlight = (requestsPerSec * (demand.meanResponseMs ?? 0)) / 1_000;
  return tasksForMemory({ inFlight, ...demand.memory, memoryBytes: memoryGb * bytesPerGb });
}

/** A task below one vCPU is one server that is slower; from one vCPU on, each usable core is a server. */
function queueOf(cores: number, demand: Demand): SizingOption['queue'] {
  const serviceMs = demand.cpuSecPerRequest.mid * 1_000;
  return cores < 1 ? { servers: 1, serviceMs: serviceMs / cores } : { servers: cores, serviceMs };
}

function notesOf({ vcpu }: TaskSize, cores: number, { parallelism }: Demand): string[] {
  if (vcpu < 1) return [`a request takes ${1 / vcpu} times its CPU time, which comes in quotas of 100 ms`];
  if (cores < vcpu) return [`the server uses at most ${cores.toFixed(2)} of the ${vcpu} vCPUs`];
  if (vcpu > 1 && parallelism.cores === null) return [`assumes that the server uses all ${vcpu} vCPUs`];
  return [];
}

function whyNot({ demand, utilisation }: SizingLoad, vcpu: number, largestGb: number): string {
  const cores = usableCores(vcpu, demand.parallelism.cores);
  if (cores * utilisation <= demand.idleCores) {
    return `an idle server uses ${demand.idleCores.toFixed(3)} cores, the target leaves ${(cores * utilisation).toFixed(3)}`;
  }
  const needMb = Math.ceil((demand.memory?.baseBytes ?? 0) / memoryShare / 2 ** 20);
  return `the server needs more than ${needMb} MiB of memory, the largest size has ${largestGb * 1_024} MiB`;
}

function mapInterval({ low, mid, high }: Interval, change: (value: number) => number): Interval {
  return { low: change(low), mid: change(mid), high: change(high) };
}

/** The cheaper first; of the same price, the one with more CPU left. */
function byCost(a: UnjudgedOption, b: UnjudgedOption): number {
  return a.usdPerMonth.mid - b.usdPerMonth.mid || a.utilisation - b.utilisation;
}

function toCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

function every(step: number, from: number, to: number): readonly number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);
}
