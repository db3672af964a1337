/** The platforms that a service may be sized for, as the configuration names them. */
export const platformNames = [
  'ecs-fargate',
  'eks-fargate',
  'eks-ec2',
  'ec2',
  'lambda',
  'app-runner',
] as const;

export type PlatformName = (typeof platformNames)[number];

/** Those whose size has a name of its own, so that what runs now can be said. */
export const currentPlatformNames = ['ecs-fargate', 'eks-fargate', 'ec2', 'app-runner'] as const;

export type CurrentPlatformName = (typeof currentPlatformNames)[number];

/** The compute environments of AWS Batch that jobs may be sized for. */
export const batchPlatformNames = ['batch-fargate', 'batch-ec2'] as const;

export type BatchPlatformName = (typeof batchPlatformNames)[number];
