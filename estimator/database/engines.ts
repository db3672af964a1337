import type { DatabaseEngine } from '../../core/records/index.ts';

export interface Engine {
  readonly isAurora: boolean;
  /** As prices name it. */
  readonly product: 'PostgreSQL' | 'MySQL';
  /** The default of `max_connections` with that much memory, in GB of 2³⁰ bytes. */
  readonly maxConnections: (memoryGb: number) => number;
}

/** PostgreSQL, on RDS and Aurora: LEAST(DBInstanceClassMemory/9531392, 5000), with the nominal memory of the class. */
const postgresqlConnections = (memoryGb: number) =>
  Math.min(Math.floor((memoryGb * 2 ** 30) / 9_531_392), 5_000);

/** MySQL on RDS: DBInstanceClassMemory/12582880, with the nominal memory of the class. */
const mysqlConnections = (memoryGb: number) => Math.floor((memoryGb * 2 ** 30) / 12_582_880);

/** Aurora MySQL: the table of its user guide, which its formula does not give, by least memory. */
const auroraMysqlTable: readonly (readonly [memoryGb: number, connections: number])[] = [
  [768, 7_000],
  [384, 6_000],
  [256, 5_000],
  [128, 4_000],
  [64, 3_000],
  [32, 2_000],
  [15, 1_000],
  [8, 135],
  [4, 90],
  [0, 45],
];

const auroraMysqlConnections = (memoryGb: number) =>
  auroraMysqlTable.find(([least]) => memoryGb >= least)?.[1] ?? 0;

export const engines: Readonly<Record<DatabaseEngine, Engine>> = {
  postgresql: { isAurora: false, product: 'PostgreSQL', maxConnections: postgresqlConnections },
  mysql: { isAurora: false, product: 'MySQL', maxConnections: mysqlConnections },
  'aurora-postgresql': { isAurora: true, product: 'PostgreSQL', maxConnections: postgresqlConnections },
  'aurora-mysql': { isAurora: true, product: 'MySQL', maxConnections: auroraMysqlConnections },
};

/** Whether a price, which may be that of several engines (`Aurora MySQL/PostgreSQL`), is one of this engine. */
export function isPriceOf({ isAurora, product }: Engine, named: string | undefined): boolean {
  if (named === undefined) return false;
  const [, aurora, products = ''] = /^(Aurora )?(.*)$/.exec(named) ?? [];
  return (aurora !== undefined) === isAurora && products.split('/').includes(product);
}
