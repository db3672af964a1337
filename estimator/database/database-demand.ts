import { LoadtestError } from '../../core/errors.ts';
import type { Interval, Measurements, Usage } from '../../core/records/index.ts';
import { type ResourceDemand, resourceDemand } from '../demand/resource-demand.ts';
import { serverBins } from '../demand/server-bins.ts';
import { orRefusal, refusal } from '../refuse.ts';
import { extrapolationOf } from '../sizing/demand-bounds.ts';
import type { StatedDatabase } from './stated-database.ts';

/** What requests demand of the database. */
export interface DatabaseDemand {
  readonly cpuSecPerRequest: Interval;
  /** Cores in use without requests. */
  readonly idleCores: number;
  /** Reads and writes of the volume; `null` where nobody counted them. */
  readonly io: { readonly perRequest: number; readonly idlePerSec: number } | null;
  /** The design load over the highest measured one; at most 1 is measured, and a stated demand holds at any load. */
  readonly ratio: number;
  readonly concerns: readonly string[];
}

/** Data past this many times the measured volume were never tried. */
const mostDataRatio = 2;

/**
 * The demand of a request, as stated or as a resource of the measurements shows it. Throws ESTIMATE_REFUSED where the
 * resource was not observed, or its load or its data go past twice what was measured.
 */
export function databaseDemand(
  stated: StatedDatabase,
  measurements: Measurements,
  requestsPerSec: number,
): DatabaseDemand {
  const { resource, cpuSecPerRequest, ioPerRequest } = stated;
  const statedIo = ioPerRequest === undefined ? null : { perRequest: ioPerRequest, idlePerSec: 0 };
  if (cpuSecPerRequest !== undefined) {
    const exact = { low: cpuSecPerRequest, mid: cpuSecPerRequest, high: cpuSecPerRequest };
    return { cpuSecPerRequest: exact, idleCores: 0, io: statedIo, ratio: 1, concerns: [] };
  }
  if (resource === undefined)
    throw refusal(
      'the demand of the database is neither measured nor stated',
      'give database.resource or database.cpuSecPerRequest',
    );
  const cpu = measured(measurements, resource, ({ cores }) => cores);
  if (cpu === null) throw notObserved(measurements, resource);
  refuseMoreData(stated);
  const { ratio, level } = extrapolationOf(requestsPerSec, cpu.highestPerSec);
  if (level === 'needs-test') {
    throw refusal(
      `database "${resource}" was measured up to ${cpu.highestPerSec.toFixed(1)} requests/s, the design load is ${ratio.toFixed(1)} times that`,
      'measure at half of the design load at least, or state database.cpuSecPerRequest',
    );
  }
  const io = statedIo ?? measuredIo(measurements, resource);
  const idleCores = Math.max(0, cpu.base);
  return { cpuSecPerRequest: cpu.perRequest, idleCores, io, ratio, concerns: cpu.concerns };
}

/** `null` where the measure was not observed. */
function measured(
  { bins }: Measurements,
  resource: string,
  of: (used: Usage) => number | null | undefined,
): ResourceDemand | null {
  const samples = serverBins(bins, resource).flatMap(({ load, durationMs, requestsPerSec, used }) => {
    const value = of(used);
    return typeof value === 'number' ? [{ load, durationMs, perSec: [requestsPerSec], used: value }] : [];
  });
  return samples.length === 0 ? null : resourceDemand(`database "${resource}"`, samples);
}

/** As one measure, or reads and writes apart as CloudWatch has them. */
function operationsPerSec({ iops, read_iops: reads, write_iops: writes }: Usage): number | null {
  if (typeof iops === 'number') return iops;
  return typeof reads === 'number' && typeof writes === 'number' ? reads + writes : null;
}

/** I/O that does not follow the load is that of a database which answers from memory, and is no demand. */
function measuredIo(measurements: Measurements, resource: string): DatabaseDemand['io'] {
  const io = orRefusal(() => measured(measurements, resource, operationsPerSec));
  if (io === null || io instanceof LoadtestError) return null;
  return { perRequest: io.perRequest.mid, idlePerSec: Math.max(0, io.base) };
}

function notObserved({ resources }: Measurements, resource: string): LoadtestError {
  const found = resources.find(({ name }) => name === resource);
  const why = found?.unavailable ? ` (${found.unavailable})` : '';
  const names = resources.map(({ name }) => `"${name}"`).join(', ') || 'none';
  return refusal(
    `the CPU of database "${resource}" was not observed${why}; observed resources: ${names}`,
    'observe it in the run, name one of these, or state database.cpuSecPerRequest',
  );
}

function refuseMoreData({ dataGb, measuredDataGb = dataGb }: StatedDatabase): void {
  const ratio = dataGb / measuredDataGb;
  if (ratio <= mostDataRatio) return;
  throw refusal(
    `the database was measured with ${measuredDataGb} GB of data and will hold ${dataGb} GB, ${ratio.toFixed(1)} times that`,
    `fill it with at least ${dataGb / mostDataRatio} GB and measure again: what a request costs grows with the data`,
  );
}
