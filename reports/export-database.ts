import type { Estimate, SizedDatabase, SizingOption } from '../core/records/index.ts';
import type { Variable } from './hcl.ts';

/** As `aws_db_instance` and `aws_rds_cluster` name them. */
const terraformEngine = {
  postgresql: 'postgres',
  mysql: 'mysql',
  'aurora-postgresql': 'aurora-postgresql',
  'aurora-mysql': 'aurora-mysql',
} as const satisfies Record<SizedDatabase['engine'], string>;

/** The database of an option, as inputs of Terraform; none where the option has none. */
export function databaseVariables({ prices }: Estimate, option: SizingOption): readonly Variable[] {
  const { database } = option;
  if (!database) return [];
  const { service, engine, size, instances, storageGb, capacityUnits } = database;
  const common: readonly Variable[] = [
    ['database_engine', terraformEngine[engine]],
    ['database_instance_class', service === 'aurora-serverless-v2' ? 'db.serverless' : size],
    ['database_multi_az', instances > 1],
  ];
  if (service === 'rds')
    return [
      ...common,
      ['database_allocated_storage', Math.ceil(storageGb)],
      ['database_storage_type', 'gp3'],
    ];
  const isOptimized = option.lines
    .flatMap((line) => line.prices)
    .some((place) => prices[place]?.attributes.storageConfig === 'IO-Optimized');
  return [
    ...common,
    ['database_instances', instances],
    // Standard is the empty text in Terraform, too.
    ['database_storage_type', isOptimized ? 'aurora-iopt1' : ''],
    ...(capacityUnits
      ? ([
          ['database_min_capacity', capacityUnits.least],
          ['database_max_capacity', capacityUnits.most],
        ] as const)
      : []),
  ];
}
