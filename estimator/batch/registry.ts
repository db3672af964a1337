import type { BatchPlatformName } from '../platform-names.ts';
import { batchEc2 } from './batch-ec2.ts';
import { batchFargate } from './batch-fargate.ts';
import type { BatchPlatform } from './batch-platform.ts';

/** Every compute environment of AWS Batch by its name in the configuration. */
export const batchPlatforms = {
  'batch-fargate': batchFargate,
  'batch-ec2': batchEc2,
} as const satisfies Readonly<Record<BatchPlatformName, BatchPlatform>>;
