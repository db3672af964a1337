import { hourLine, totalUsd } from '../cost/line.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { auroraVolumes, type DatabaseOffer, type DatabaseSite, service } from './offers.ts';

/** A capacity unit is 2 GB of memory with as much CPU as that has in the R classes: 8 GB a vCPU. */
export const gbPerUnit = 2;
export const vcpuPerUnit = 0.25;
/** Its machines are not stated: the more cautious of both. */
export const threadsPerCore = 2;
const leastUnits = 0.5;
const mostUnits = 256;
/** PostgreSQL's limit of connections where the least capacity is below one unit. */
const connectionsBelowOne = 2_000;

/** Units in steps of a half. */
export const roundUnits = (units: number) => Math.max(leastUnits, Math.ceil(units * 2 - 1e-9) / 2);

/** Units that the load needs. */
export interface Units {
  /** At the design load. */
  readonly peak: number;
  /** Mean of each hour of the week. */
  readonly hourly: readonly number[];
}

/**
 * Aurora Serverless v2 that follows the load by the hour, never below what so many connections want, and the cheaper of its
 * volumes. `undefined` where it has no price, or no such capacity.
 */
export function serverlessOffer(
  site: DatabaseSite,
  { peak, hourly }: Units,
  connections: number,
): DatabaseOffer | undefined {
  const { engine, priceBook, region, multiAz } = site;
  let floor = leastUnits;
  while (floor <= mostUnits && engine.maxConnections(floor * gbPerUnit) < connections) floor += 0.5;
  const paid = hourly.map((units) => Math.max(units, floor));
  const [least, most] = [Math.min(...paid), Math.max(peak, ...paid)];
  if (!engine.isAurora || most > mostUnits) return undefined;
  const mean = paid.reduce((sum, units) => sum + units, 0) / paid.length;
  const maxConnections = engine.maxConnections(most * gbPerUnit);
  const isCapped = engine.product === 'PostgreSQL' && least < 1;
  const bills = auroraVolumes(site).flatMap(({ storageConfig, lines }) => {
    const price = unitPrice(priceBook, region, storageConfig);
    return price
      ? [[hourLine('database', 'Aurora Serverless v2', price, mean * (multiAz ? 2 : 1)), ...lines]]
      : [];
  });
  const [lines] = bills.sort((a, b) => totalUsd(a) - totalUsd(b));
  if (!lines) return undefined;
  return {
    service: 'aurora-serverless-v2',
    size: least === most ? `${most} ACU` : `${least} to ${most} ACU`,
    capacityUnits: { least, most },
    vcpu: most * vcpuPerUnit,
    memoryGb: most * gbPerUnit,
    threadsPerCore,
    maxConnections: isCapped ? Math.min(connectionsBelowOne, maxConnections) : maxConnections,
    lines,
  };
}

function unitPrice({ rows }: PriceBook, region: string, storageConfig: string) {
  return rows.find(
    (row) =>
      row.service === service &&
      row.region === region &&
      row.item === 'Aurora Serverless v2' &&
      row.attributes.storageConfig === storageConfig,
  );
}
