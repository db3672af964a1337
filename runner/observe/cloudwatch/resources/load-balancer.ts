import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import {
  applicationLoadBalancer,
  applicationTargetGroup,
  networkLoadBalancer,
  networkTargetGroup,
} from '../presets/load-balancer.ts';
import { absent, lookUp, type Resource, requestsFor } from './resource.ts';

export interface LoadBalancer {
  /** Name or ARN. */
  readonly loadBalancer: string;
  /** ARN; its own figures besides. */
  readonly targetGroup?: string | undefined;
}

const presets = {
  app: { label: 'alb', balancer: applicationLoadBalancer, targetGroup: applicationTargetGroup },
  net: { label: 'nlb', balancer: networkLoadBalancer, targetGroup: networkTargetGroup },
} as const;

/** A load balancer, application or network, and one of its target groups. */
export async function findLoadBalancer(
  place: AwsPlace,
  { loadBalancer, targetGroup }: LoadBalancer,
): Promise<Resource[]> {
  const arn = loadBalancer.startsWith('arn:') ? { value: loadBalancer } : await arnOf(place, loadBalancer);
  if ('failure' in arn) return [absent(`load balancer ${loadBalancer}`, arn.failure.text)];
  const dimension = balancerDimension(arn.value ?? '');
  if (dimension === undefined) {
    return [
      absent(
        `load balancer ${loadBalancer}`,
        `there is no load balancer "${loadBalancer}" with metrics here`,
      ),
    ];
  }
  const [kind = 'app', balancerName = ''] = dimension.split('/');
  const { label, balancer, targetGroup: ofGroup } = presets[kind === 'net' ? 'net' : 'app'];
  const name = `${label} ${balancerName}`;
  const group = targetGroup === undefined ? undefined : targetGroupDimension(targetGroup);
  const groupName = `${name} ${group?.split('/')[1] ?? ''}`;
  const resources = [
    { name, requests: requestsFor(name, [balancer], { LoadBalancer: dimension }) },
    ...(group === undefined
      ? []
      : [
          {
            name: groupName,
            requests: requestsFor(groupName, [ofGroup], { LoadBalancer: dimension, TargetGroup: group }),
          },
        ]),
  ];
  return resources.map((resource) => ({ ...resource, capacity: {}, notes: [] }));
}

/** What CloudWatch calls the balancer of an ARN: `app/shop/50dc6c495c0c9188`. */
export function balancerDimension(arn: string): string | undefined {
  return /:loadbalancer\/((?:app|net)\/[^/]+\/[^/]+)$/.exec(arn)?.[1];
}

/** What CloudWatch calls the target group of an ARN: `targetgroup/shop/73e2d6bc24d8a067`. */
export function targetGroupDimension(arn: string): string | undefined {
  return /:(targetgroup\/[^/]+\/[^/]+)$/.exec(arn)?.[1];
}

async function arnOf(place: AwsPlace, name: string) {
  const { ElasticLoadBalancingV2Client, DescribeLoadBalancersCommand } = await import(
    '@aws-sdk/client-elastic-load-balancing-v2'
  );
  const client = new ElasticLoadBalancingV2Client(clientSettings(place));
  return lookUp(place, 'elasticloadbalancing:DescribeLoadBalancers', async () => {
    const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({ Names: [name] }));
    return LoadBalancers?.[0]?.LoadBalancerArn;
  });
}
