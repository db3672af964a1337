import type { Attributes, ListedPrice, Listing } from './listing.ts';

const databaseSize = ({ vcpu = '', memory = '' }: Attributes): Attributes => ({
  vcpu,
  memory_gib: memory.replace(/ GiB$/, ''),
});

/** RDS on demand; RDS Custom stands under the same usage types, with a deployment model. */
const databases = (
  engine: string,
  prices: readonly Pick<ListedPrice, 'usageType' | 'attributes'>[],
): Listing => ({
  service: 'AmazonRDS',
  filters: {
    productFamily: 'Database Instance',
    databaseEngine: engine,
    licenseModel: 'No license required',
  },
  prices: prices.map((price) => ({
    ...price,
    item: { attribute: 'instanceType' },
    attributesOf: databaseSize,
    where: { deploymentModel: '' },
    unit: 'Hrs',
  })),
});

const rds = (engine: string): Listing =>
  databases(engine, [
    {
      usageType: 'InstanceUsage:*',
      attributes: { engine, deployment: 'Single-AZ', storageConfig: 'Standard' },
    },
    {
      usageType: 'Multi-AZUsage:*',
      attributes: { engine, deployment: 'Multi-AZ', storageConfig: 'Standard' },
    },
  ]);

const auroraInstance = { deployment: 'Aurora instance' };

const fargate = (arch: 'x86_64' | 'arm64', attributes: Attributes = {}): readonly ListedPrice[] => {
  const infix = arch === 'arm64' ? 'ARM-' : '';
  const all = { ...attributes, os: 'Linux', arch };
  return [
    {
      item: 'Fargate vCPU',
      attributes: all,
      usageType: `Fargate-${infix}vCPU-Hours:perCPU`,
      unit: 'vCPU-Hrs',
    },
    { item: 'Fargate memory', attributes: all, usageType: `Fargate-${infix}GB-Hours`, unit: 'GB-Hrs' },
  ];
};

const lambda = (group: string, price: Omit<ListedPrice, 'attributes'>): readonly Listing[] =>
  (['x86_64', 'arm64'] as const).map((arch) => {
    const suffix = arch === 'arm64' ? '-ARM' : '';
    const usageType = `${price.usageType}${suffix}`;
    return {
      service: 'AWSLambda',
      filters: { group: `${group}${suffix}` },
      prices: [{ ...price, usageType, attributes: { arch } }],
    };
  });

const loadBalancer = (kind: 'Application' | 'Network', name: string): Listing => ({
  service: 'AWSELB',
  filters: { productFamily: `Load Balancer-${kind}`, locationType: 'AWS Region' },
  prices: [
    { item: `${name} hour`, usageType: 'LoadBalancerUsage', unit: 'Hrs' },
    { item: `${name} LCU`, usageType: 'LCUUsage', unit: 'LCU-Hrs' },
  ],
});

/**
 * What is read from the Price List API: everything that estimates price, a row an item. Filters narrow what AWS sends;
 * the usage type, whole but for the region's prefix, decides. Half of one would match Spot, Outposts and Extended Support.
 */
export const listings: readonly Listing[] = [
  { service: 'AmazonECS', filters: {}, prices: [...fargate('x86_64'), ...fargate('arm64')] },
  {
    service: 'AmazonEKS',
    filters: {},
    prices: [
      { item: 'EKS cluster (standard support)', usageType: 'AmazonEKS-Hours:perCluster', unit: 'Hrs' },
      ...fargate('x86_64', { platform: 'EKS' }),
    ],
  },
  {
    service: 'AmazonEC2',
    filters: {
      productFamily: 'Compute Instance',
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      // Else a reserved and unused machine stands there at the same price.
      capacitystatus: 'Used',
      licenseModel: 'No License required',
    },
    prices: [
      {
        item: { attribute: 'instanceType' },
        attributes: { os: 'Linux', tenancy: 'Shared', preInstalledSw: 'NA', term: 'OnDemand' },
        attributesOf: ({ physicalProcessor = '' }) => ({
          arch: physicalProcessor.includes('Graviton') ? 'arm64' : 'x86_64',
        }),
        usageType: 'BoxUsage:*',
        unit: 'Hrs',
      },
    ],
  },
  {
    service: 'AmazonEC2',
    filters: { productFamily: 'Storage', volumeApiName: 'gp3' },
    prices: [{ item: 'EBS gp3 storage', usageType: 'EBS:VolumeUsage.gp3', unit: 'GB-Mo' }],
  },
  {
    service: 'AmazonEC2',
    filters: { productFamily: 'NAT Gateway' },
    prices: [
      { item: 'NAT gateway', usageType: 'NatGateway-Hours', unit: 'Hrs' },
      { item: 'NAT gateway data processed', usageType: 'NatGateway-Bytes', unit: 'GB' },
    ],
  },
  {
    service: 'AmazonVPC',
    filters: {},
    prices: [{ item: 'public IPv4 in use', usageType: 'PublicIPv4:InUseAddress', unit: 'Hrs' }],
  },
  ...lambda('AWS-Lambda-Requests', { item: 'requests', usageType: 'Request', unit: 'Request' }),
  ...lambda('AWS-Lambda-Duration', { item: 'duration', usageType: 'Lambda-GB-Second', unit: 'GB-s' }),
  {
    service: 'AWSAppRunner',
    filters: {},
    prices: [
      { item: 'active vCPU', usageType: 'AppRunner-vCPU-hours', unit: 'vCPU-Hrs' },
      {
        item: 'memory (provisioned and active)',
        usageType: 'AppRunner-Provisioned-GB-hours',
        unit: 'GB-Hrs',
      },
    ],
  },
  loadBalancer('Application', 'ALB'),
  loadBalancer('Network', 'NLB'),
  {
    service: 'AWSDataTransfer',
    regionField: 'fromRegionCode',
    filters: { transferType: 'AWS Outbound', toLocation: 'External' },
    prices: [{ item: 'internet egress', usageType: 'DataTransfer-Out-Bytes', unit: 'GB' }],
  },
  {
    service: 'AmazonCloudWatch',
    filters: { productFamily: 'Data Payload' },
    prices: [
      {
        item: 'logs ingestion',
        attributes: { class: 'Standard' },
        usageType: 'DataProcessing-Bytes',
        unit: 'GB',
      },
    ],
  },
  rds('PostgreSQL'),
  rds('MySQL'),
  databases('Aurora PostgreSQL', [
    {
      usageType: 'InstanceUsage:*',
      attributes: { engine: 'Aurora PostgreSQL', ...auroraInstance, storageConfig: 'Standard' },
    },
  ]),
  databases('Aurora MySQL', [
    {
      usageType: 'InstanceUsage:*',
      attributes: { engine: 'Aurora MySQL', ...auroraInstance, storageConfig: 'Standard' },
    },
    {
      usageType: 'InstanceUsageIOOptimized:*',
      // Both engines cost the same; this one comes in more classes.
      attributes: { engine: 'Aurora MySQL/PostgreSQL', ...auroraInstance, storageConfig: 'IO-Optimized' },
    },
  ]),
  {
    service: 'AmazonRDS',
    filters: { productFamily: 'Database Storage', databaseEngine: 'MySQL' },
    prices: [
      {
        item: 'storage gp3',
        attributes: { engine: 'MySQL', deployment: 'Single-AZ' },
        usageType: 'RDS:GP3-Storage',
        unit: 'GB-Mo',
      },
      {
        item: 'storage gp3',
        attributes: { engine: 'MySQL', deployment: 'Multi-AZ' },
        usageType: 'RDS:Multi-AZ-GP3-Storage',
        unit: 'GB-Mo',
      },
    ],
  },
  {
    service: 'AmazonRDS',
    filters: { productFamily: 'Provisioned IOPS', databaseEngine: 'MySQL' },
    prices: [
      {
        item: 'gp3 IOPS above baseline',
        attributes: { deployment: 'Single-AZ' },
        usageType: 'RDS:GP3-PIOPS',
        unit: 'IOPS-Mo',
      },
      {
        item: 'gp3 IOPS above baseline',
        attributes: { deployment: 'Multi-AZ' },
        usageType: 'RDS:Multi-AZ-GP3-PIOPS',
        unit: 'IOPS-Mo',
      },
    ],
  },
  {
    service: 'AmazonRDS',
    filters: { databaseEngine: 'Any' },
    prices: [
      {
        item: 'Aurora storage',
        attributes: { storageConfig: 'Standard' },
        usageType: 'Aurora:StorageUsage',
        unit: 'GB-Mo',
      },
      {
        item: 'Aurora storage',
        attributes: { storageConfig: 'IO-Optimized' },
        usageType: 'Aurora:IO-OptimizedStorageUsage',
        unit: 'GB-Mo',
      },
      {
        item: 'Aurora I/O',
        attributes: { storageConfig: 'Standard', per: '1000000 requests' },
        usageType: 'Aurora:StorageIOUsage',
        unit: '1M IOs',
      },
    ],
  },
  {
    service: 'AmazonRDS',
    filters: { productFamily: 'ServerlessV2', databaseEngine: 'Aurora PostgreSQL' },
    prices: [
      {
        item: 'Aurora Serverless v2',
        attributes: { storageConfig: 'Standard' },
        usageType: 'Aurora:ServerlessV2Usage',
        unit: 'ACU-Hrs',
      },
      {
        item: 'Aurora Serverless v2',
        attributes: { storageConfig: 'IO-Optimized' },
        usageType: 'Aurora:ServerlessV2IOOptimizedUsage',
        unit: 'ACU-Hrs',
      },
    ],
  },
  ...['Redis', 'Valkey', 'Memcached'].map(
    (engine): Listing => ({
      service: 'AmazonElastiCache',
      filters: { productFamily: 'Cache Instance', cacheEngine: engine, locationType: 'AWS Region' },
      prices: [
        {
          item: { attribute: 'instanceType' },
          attributes: { engine },
          attributesOf: databaseSize,
          usageType: 'NodeUsage:*',
          unit: 'Hrs',
        },
      ],
    }),
  ),
];
