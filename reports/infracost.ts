import type { CostGroup, CostLine, Estimate, SizingOption } from '../core/records/index.ts';

const hoursPerMonth = 730;

type Amounts = Readonly<Record<string, string | number>>;

/**
 * Infracost's usage file, version 0.1: what a month uses of the resources that are not priced by their size. Terraform
 * names them, so that all but data transfer, which is no resource there, stand by their types.
 */
export function infracostUsage(estimate: Estimate, option: SizingOption) {
  const { region } = estimate;
  const transferGb = usedOf(option, 'transfer', 'GB');
  const byType: Readonly<Record<string, Amounts>> = {
    aws_lb: { processed_bytes_gb: transferGb, ...balancedConnections(estimate) },
    aws_nat_gateway: { monthly_data_processed_gb: usedOf(option, 'nat', 'GB') },
    aws_cloudwatch_log_group: { monthly_data_ingested_gb: usedOf(option, 'logs', 'GB') },
    aws_autoscaling_group: { instances: option.unit === 'instance' ? option.tasks.mid : 0 },
    aws_eks_node_group: { instances: option.nodes ?? 0 },
    ...functionUsage(option),
    ...databaseUsage(estimate, option),
  };
  const transfer = whole({ monthly_outbound_internet_gb: transferGb });
  return {
    version: 0.1,
    resource_type_default_usage: Object.fromEntries(
      Object.entries(byType).flatMap(([type, amounts]) => {
        const known = whole(amounts);
        return Object.keys(known).length > 0 ? [[type, known]] : [];
      }),
    ),
    ...(transferGb > 0 && {
      resource_usage: { [`aws_data_transfer.${region.replaceAll('-', '_')}`]: { region, ...transfer } },
    }),
  };
}

/** Whole numbers, without those that are nothing. */
function whole(amounts: Amounts): Amounts {
  const used = Object.entries(amounts).filter(([, amount]) => typeof amount === 'string' || amount > 0);
  return Object.fromEntries(
    used.map(([name, amount]) => [
      name,
      typeof amount === 'string' ? amount : Math.max(1, Math.round(amount)),
    ]),
  );
}

function usedOf({ lines }: SizingOption, group: CostGroup, unit: string): number {
  return lines
    .filter((line) => line.group === group && line.unit === unit)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** What a load balancer has of connections, where these are sized. */
function balancedConnections({ connections }: Estimate): Amounts {
  if (!connections) return {};
  const { open, sessionSeconds } = connections;
  return { new_connections: open / sessionSeconds, active_connections: open };
}

function functionUsage(option: SizingOption): Readonly<Record<string, Amounts>> {
  const { platform, queue, provisionedConcurrency, architecture, memoryGb } = option;
  if (platform !== 'lambda') return {};
  return {
    aws_lambda_function: {
      monthly_requests: usedOf(option, 'compute', 'Request'),
      request_duration_ms: queue.serviceMs,
    },
    ...(provisionedConcurrency !== undefined && {
      aws_lambda_provisioned_concurrency_config: {
        ...{ monthly_duration_hrs: hoursPerMonth, architecture, memory_mb: memoryGb * 1_024 },
      },
    }),
  };
}

/** Of Aurora; what RDS costs stands in Terraform. Reads and writes cost the same, and only their sum is known. */
function databaseUsage(
  { prices }: Estimate,
  { database, lines }: SizingOption,
): Readonly<Record<string, Amounts>> {
  if (!database || database.service === 'rds') return {};
  const quantityOf = (item: string) =>
    lines
      .filter((line) => line.prices.some((place) => prices[place]?.item === item))
      .reduce((sum: number, { quantity }: CostLine) => sum + quantity, 0);
  const ioPerSec = (quantityOf('Aurora I/O') * 1e6) / (hoursPerMonth * 3_600);
  return {
    aws_rds_cluster: {
      storage_gb: database.storageGb,
      read_requests_per_sec: ioPerSec / 2,
      write_requests_per_sec: ioPerSec / 2,
    },
    aws_rds_cluster_instance: {
      capacity_units_per_hr: quantityOf('Aurora Serverless v2') / hoursPerMonth / database.instances,
    },
  };
}
