import type { Interval, Measurements, Usage } from '../../core/records/index.ts';
import { cpuBehind, minorDemand, type ObservedBackEnd } from '../back-end/measured-demand.ts';
import { refusal } from '../refuse.ts';
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
  const observed = { kind: 'database', resource, instead: 'database.cpuSecPerRequest' } as const;
  const { cpu, ratio, concerns } = cpuBehind(measurements, observed, requestsPerSec, ({ cores }) => cores);
  refuseMoreData(stated);
  const io = statedIo ?? measuredIo(measurements, observed);
  const idleCores = Math.max(0, cpu.base);
  return { cpuSecPerRequest: cpu.perRequest, idleCores, io, ratio, concerns };
}

/** As one measure, or reads and writes apart as CloudWatch has them. */
function operationsPerSec({ iops, read_iops: reads, write_iops: writes }: Usage): number | null {
  if (typeof iops === 'number') return iops;
  return typeof reads === 'number' && typeof writes === 'number' ? reads + writes : null;
}

/** I/O that does not follow the load is that of a database which answers from memory, and is no demand. */
function measuredIo(measurements: Measurements, observed: ObservedBackEnd): DatabaseDemand['io'] {
  const io = minorDemand(measurements, observed, operationsPerSec);
  return io && { perRequest: io.perRequest.mid, idlePerSec: Math.max(0, io.base) };
}

function refuseMoreData({ dataGb, measuredDataGb = dataGb }: StatedDatabase): void {
  const ratio = dataGb / measuredDataGb;
  if (ratio <= mostDataRatio) return;
  throw refusal(
    `the database was measured with ${measuredDataGb} GB of data and will hold ${dataGb} GB, ${ratio.toFixed(1)} times that`,
    `fill it with at least ${dataGb / mostDataRatio} GB and measure again: what a request costs grows with the data`,
  );
}
