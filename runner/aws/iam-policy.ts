/** What an IAM policy must allow for metrics to be read at all. */
const metricActions = ['cloudwatch:GetMetricData'];

/** What it must allow besides for a resource to be looked up, by the key of an observer that names it. */
const lookUpActions: Readonly<Record<string, readonly string[]>> = {
  alb: ['elasticloadbalancing:DescribeLoadBalancers'],
  nlb: ['elasticloadbalancing:DescribeLoadBalancers'],
  ecs: ['ecs:DescribeClusters', 'ecs:DescribeServices', 'ecs:DescribeTaskDefinition'],
  eks: [],
  lambda: ['lambda:GetFunctionConfiguration'],
  appRunner: ['apprunner:DescribeService', 'apprunner:ListServices'],
  rds: ['ec2:DescribeInstanceTypes', 'rds:DescribeDBInstances'],
  aurora: ['ec2:DescribeInstanceTypes', 'rds:DescribeDBClusters', 'rds:DescribeDBInstances'],
  elasticache: [
    'ec2:DescribeInstanceTypes',
    'elasticache:DescribeCacheClusters',
    'elasticache:DescribeReplicationGroups',
  ],
  ec2: ['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes'],
  autoScalingGroup: [
    'autoscaling:DescribeAutoScalingGroups',
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceTypes',
  ],
  batch: ['batch:DescribeComputeEnvironments', 'ecs:DescribeClusters'],
  apiGateway: [],
};

/** An IAM policy as AWS takes it. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly [
    { readonly Effect: 'Allow'; readonly Action: readonly string[]; readonly Resource: '*' },
  ];
}

/** The least policy for observers that name resources by these keys; for every kind of resource without keys. */
export function iamPolicy(keys: readonly string[] = Object.keys(lookUpActions)): IamPolicy {
  const actions = [...metricActions, ...keys.flatMap((key) => lookUpActions[key] ?? [])];
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource: '*' }],
  };
}
