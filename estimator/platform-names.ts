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
