import type { ProductRow } from './product-document.ts';

const compute = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  licenseModel: 'No License required',
};
const node = { locationType: 'AWS Region', vcpu: '2', memory: '13.07 GiB' };
const database = { licenseModel: 'No license required', vcpu: '2', memory: '16 GiB' };
const balancer = { locationType: 'AWS Region' };

/** What an excerpt of Ireland's price list states; the prices are made up, the words are AWS's. */
export const products: readonly ProductRow[] = [
  { service: 'AmazonECS', usageType: 'EU-Fargate-vCPU-Hours:perCPU', unit: 'hours', price: '0.0404800000' },
  { service: 'AmazonECS', usageType: 'EU-Fargate-GB-Hours', unit: 'hours', price: '0.0044450000' },
  {
    service: 'AmazonECS',
    usageType: 'EU-Fargate-ARM-vCPU-Hours:perCPU',
    unit: 'hours',
    price: '0.0323800000',
  },
  { service: 'AmazonECS', usageType: 'EU-Fargate-ARM-GB-Hours', unit: 'hours', price: '0.0035600000' },
  { service: 'AmazonEKS', usageType: 'EU-AmazonEKS-Hours:perCluster', price: '0.1000000000' },
  {
    service: 'AmazonEC2',
    family: 'Compute Instance',
    usageType: 'EU-BoxUsage:m7g.large',
    price: '0.0911000000',
    attributes: { ...compute, instanceType: 'm7g.large', physicalProcessor: 'AWS Graviton3 Processor' },
  },
  {
    service: 'AmazonEC2',
    family: 'Compute Instance',
    usageType: 'EU-BoxUsage:m7i.large',
    price: '0.1123500000',
    attributes: { ...compute, instanceType: 'm7i.large', physicalProcessor: 'Intel Xeon Platinum 8488C' },
  },
  { service: 'AmazonVPC', usageType: 'EU-PublicIPv4:InUseAddress', price: '0.0050000000' },
  {
    service: 'AWSLambda',
    family: 'Serverless',
    usageType: 'EU-Lambda-GB-Second',
    unit: 'Lambda-GB-Second',
    // In no order, as they come.
    price: [
      ['15000000000', 'Inf', '0.0000133334'],
      ['0', '6000000000', '0.0000166667'],
      ['6000000000', '15000000000', '0.0000150000'],
    ],
    attributes: { group: 'AWS-Lambda-Duration' },
  },
  {
    service: 'AWSELB',
    family: 'Load Balancer-Application',
    usageType: 'EU-LoadBalancerUsage',
    price: '0.0252000000',
    attributes: balancer,
  },
  {
    service: 'AWSELB',
    family: 'Load Balancer-Application',
    usageType: 'EU-LCUUsage',
    unit: 'LCU-Hrs',
    price: '0.0080000000',
    attributes: balancer,
  },
  {
    service: 'AWSDataTransfer',
    family: 'Data Transfer',
    usageType: 'EU-DataTransfer-Out-Bytes',
    unit: 'GB',
    price: [
      ['0', '10240', '0.0900000000'],
      ['10240', 'Inf', '0.0850000000'],
    ],
    attributes: { transferType: 'AWS Outbound', toLocation: 'External' },
  },
  {
    service: 'AmazonRDS',
    family: 'Database Instance',
    usageType: 'EU-InstanceUsage:db.r6g.large',
    price: '0.3130000000',
    attributes: { ...database, instanceType: 'db.r6g.large', databaseEngine: 'Aurora MySQL' },
  },
  {
    service: 'AmazonRDS',
    family: 'System Operation',
    usageType: 'EU-Aurora:StorageIOUsage',
    unit: 'IOs',
    price: '0.0000002200',
    attributes: { databaseEngine: 'Any' },
  },
  {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    usageType: 'EU-NodeUsage:cache.r6g.large',
    price: '0.2290000000',
    attributes: { ...node, instanceType: 'cache.r6g.large', cacheEngine: 'Redis' },
  },
];

/** What stands beside them, by the same filters, at other prices. */
export const decoys: readonly ProductRow[] = [
  {
    service: 'AmazonECS',
    usageType: 'EU-SpotUsage-Fargate-vCPU-Hours:perCPU',
    unit: 'hours',
    price: '0.0121',
  },
  { service: 'AmazonECS', usageType: 'EU-Fargate-Windows-vCPU-Hours:perCPU', unit: 'hours', price: '0.0466' },
  { service: 'AmazonEKS', usageType: 'EU-AmazonEKS-Hours:extendedSupport', price: '0.5000000000' },
  {
    service: 'AmazonEC2',
    family: 'Compute Instance',
    usageType: 'EU-UnusedBox:m7g.large',
    price: '0.0911000000',
    attributes: { ...compute, instanceType: 'm7g.large', physicalProcessor: 'AWS Graviton3 Processor' },
  },
  {
    service: 'AmazonEC2',
    family: 'Compute Instance',
    usageType: 'EU-UnusedBox:m7i.large',
    price: '0.1123500000',
    attributes: { ...compute, capacitystatus: 'UnusedCapacityReservation', instanceType: 'm7i.large' },
  },
  {
    service: 'AWSELB',
    family: 'Load Balancer-Application',
    usageType: 'EU-TS-LoadBalancerUsage',
    price: '0.0056000000',
    attributes: balancer,
  },
  {
    service: 'AWSELB',
    family: 'Load Balancer-Application',
    usageType: 'EU-Outposts-LoadBalancerUsage',
    price: '0.0220000000',
    attributes: balancer,
  },
  {
    service: 'AWSELB',
    family: 'Load Balancer-Application',
    usageType: 'EU-ReservedLCUUsage',
    unit: 'LCU-Hrs',
    price: '0.0080000000',
    attributes: balancer,
  },
  {
    service: 'AmazonRDS',
    family: 'Database Instance',
    usageType: 'EU-InstanceUsageIOOptimized:db.r6g.large',
    price: '0.4070000000',
    attributes: { ...database, instanceType: 'db.r6g.large', databaseEngine: 'Aurora MySQL' },
  },
  {
    service: 'AmazonRDS',
    family: 'Database Instance',
    usageType: 'EU-InstanceUsage:db.r6g.large',
    price: '0.3500000000',
    attributes: {
      ...database,
      instanceType: 'db.r6g.large',
      databaseEngine: 'Aurora MySQL',
      deploymentModel: 'Custom',
    },
  },
  {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    usageType: 'EU-ExtendedSupport-Yr1-Yr2-NodeUsage:cache.r6g.large',
    price: '0.1830000000',
    attributes: { ...node, instanceType: 'cache.r6g.large', cacheEngine: 'Redis' },
  },
  {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    usageType: 'EU-SyncDurability-NodeUsage:cache.r6g.large',
    price: '0.3090000000',
    attributes: { ...node, instanceType: 'cache.r6g.large', cacheEngine: 'Redis' },
  },
  {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    usageType: 'EU-NodeUsage:cache.r6g.large-SyncDurability',
    price: '0.3090000000',
    attributes: { ...node, instanceType: 'cache.r6g.large', cacheEngine: 'Redis' },
  },
  {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    usageType: 'EU-Outposts-NodeUsage:cache.r6g.large',
    price: '0.4760000000',
    attributes: { ...node, instanceType: 'cache.r6g.large', cacheEngine: 'Redis' },
  },
];
