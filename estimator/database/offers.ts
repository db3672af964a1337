import type { PriceRow, SizedDatabase } from '../../core/records/index.ts';
import { livesOnCredits, threadsPerCoreOf } from '../back-end/managed-class.ts';
import { hourLine, type Line, tierLine, totalUsd } from '../cost/line.ts';
import { findPrice } from '../prices/find-price.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { type Engine, isPriceOf } from './engines.ts';

/** One size of a database with its bill. */
export interface DatabaseOffer
  extends Pick<SizedDatabase, 'service' | 'size' | 'vcpu' | 'memoryGb' | 'capacityUnits'> {
  /** 2 where a vCPU is a hyperthread. */
  readonly threadsPerCore: number;
  readonly maxConnections: number;
  readonly lines: readonly Line[];
}

/** What the offers of a place and a volume have in common. */
export interface DatabaseSite {
  readonly priceBook: PriceBook;
  readonly region: string;
  readonly engine: Engine;
  readonly dataGb: number;
  readonly multiAz: boolean;
  /** At the design load and over a month; `null` where nobody counted them. */
  readonly io: { readonly perSec: number; readonly perMonth: number } | null;
}

export const service = 'AmazonRDS';
/** A volume of RDS does not shrink, and stops the database when it is full: a fifth of it stays free. */
const fullest = 0.8;
const smallestGb = 20;
/** I/O operations a second that a gp3 volume of RDS has at no charge, below and from the size that is striped. */
const striped = { fromGb: 400, below: 3_000, from: 12_000 };

/** GB of storage that are paid: Aurora grows with its data. */
export function storageGb({ engine, dataGb }: Pick<DatabaseSite, 'engine' | 'dataGb'>): number {
  return engine.isAurora ? dataGb : Math.max(smallestGb, Math.ceil(dataGb / fullest));
}

/** The classes of RDS or Aurora that live on no CPU credits, cheapest first. */
export function provisionedOffers(site: DatabaseSite): readonly DatabaseOffer[] {
  const offers = site.engine.isAurora ? auroraOffers(site) : rdsOffers(site);
  return offers.sort((a, b) => totalUsd(a.lines) - totalUsd(b.lines) || b.vcpu - a.vcpu);
}

/** Storage and I/O of Aurora: Standard pays each I/O, I/O-Optimized more for the rest, so that it needs no count of them. */
export function auroraVolumes(site: DatabaseSite) {
  const { priceBook, region, dataGb, io } = site;
  const price = (item: string, storageConfig: string) =>
    findPrice(priceBook, { service, region, item, attributes: { storageConfig } });
  const volume = (storageConfig: string): readonly Line[] => [
    tierLine('database', `Aurora ${storageConfig} storage`, [price('Aurora storage', storageConfig)], dataGb),
  ];
  const optimized = { storageConfig: 'IO-Optimized', lines: volume('IO-Optimized') };
  if (io === null) return [optimized];
  const perMillion = price('Aurora I/O', 'Standard');
  const ioLine = tierLine('database', 'Aurora I/O', [perMillion], io.perMonth / 1e6);
  return [{ storageConfig: 'Standard', lines: [...volume('Standard'), ioLine] }, optimized];
}

function auroraOffers(site: DatabaseSite): DatabaseOffer[] {
  const count = site.multiAz ? 2 : 1;
  return auroraVolumes(site).flatMap(({ storageConfig, lines }) =>
    classes(site, { deployment: 'Aurora instance', storageConfig }).map((row) =>
      offerOf(site, row, 'aurora', [hourLine('database', `Aurora ${row.item}`, row, count), ...lines]),
    ),
  );
}

function rdsOffers(site: DatabaseSite): DatabaseOffer[] {
  const zones = site.multiAz ? 'Multi-AZ' : 'Single-AZ';
  const shared = rdsStorage(site, zones);
  const both = site.multiAz ? classRows(site, { deployment: 'Multi-AZ' }) : [];
  return classes(site, { deployment: 'Single-AZ' }).map((row) => {
    const known = both.find(({ item }) => item === row.item);
    const text = `RDS ${row.item}, ${zones}`;
    const instance =
      known || !site.multiAz
        ? hourLine('database', text, known ?? row, 1)
        : hourLine('database', `${text} as two Single-AZ`, row, 2);
    return offerOf(site, row, 'rds', [instance, ...shared]);
  });
}

function rdsStorage(site: DatabaseSite, deployment: string): readonly Line[] {
  const { priceBook, region, io } = site;
  const gb = storageGb(site);
  const included = gb >= striped.fromGb ? striped.from : striped.below;
  const more = Math.ceil(Math.max(0, (io?.perSec ?? 0) - included));
  const storage = tierLine(
    'database',
    `RDS gp3 storage, ${deployment}`,
    [storagePrice(site, deployment)],
    gb,
  );
  if (more === 0) return [storage];
  const query = { service, region, item: 'gp3 IOPS above baseline', attributes: { deployment } };
  return [storage, tierLine('database', 'RDS gp3 IOPS', [findPrice(priceBook, query)], more)];
}

/** The engine's own price where there is one; those of RDS's open-source engines are the same. */
function storagePrice({ priceBook, region, engine }: DatabaseSite, deployment: string): PriceRow {
  const query = { service, region, item: 'storage gp3', attributes: { deployment } };
  const own = priceBook.rows.find(
    ({ service: of, item, region: at, attributes }) =>
      of === service &&
      at === region &&
      item === query.item &&
      attributes.deployment === deployment &&
      isPriceOf(engine, attributes.engine),
  );
  return own ?? findPrice(priceBook, query);
}

function classes(site: DatabaseSite, attributes: Readonly<Record<string, string>>): readonly PriceRow[] {
  return classRows(site, attributes).filter(
    ({ item, attributes: { vcpu, memory_gib: memory } }) =>
      !livesOnCredits(item) && Number(vcpu) > 0 && Number(memory) > 0,
  );
}

function classRows({ priceBook, region, engine }: DatabaseSite, wanted: Readonly<Record<string, string>>) {
  return priceBook.rows.filter(
    (row) =>
      row.service === service &&
      row.region === region &&
      row.item.startsWith('db.') &&
      isPriceOf(engine, row.attributes.engine) &&
      Object.entries(wanted).every(([key, value]) => row.attributes[key] === value),
  );
}

function offerOf(
  { engine }: DatabaseSite,
  { item, attributes }: PriceRow,
  of: DatabaseOffer['service'],
  lines: readonly Line[],
): DatabaseOffer {
  const memoryGb = Number(attributes.memory_gib);
  return {
    service: of,
    size: item,
    vcpu: Number(attributes.vcpu),
    memoryGb,
    threadsPerCore: threadsPerCoreOf(item),
    maxConnections: engine.maxConnections(memoryGb),
    lines,
  };
}
