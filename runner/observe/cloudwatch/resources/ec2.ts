import type { Instance } from '@aws-sdk/client-ec2';
import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import type { MetricRequest } from '../metric-spec.ts';
import { autoScalingGroupSize, autoScalingGroupUse, ec2Instance } from '../presets/ec2.ts';
import { findInstanceTypes } from './instance-types.ts';
import { absent, type Found, lookUp, type Resource, requestsFor, unseen } from './resource.ts';

const basicPeriodMs = 300_000;

/** One EC2 instance, with what its type has. */
export async function findInstance(place: AwsPlace, id: string): Promise<Resource[]> {
  const name = `ec2 ${id}`;
  const requests = requestsFor(name, [ec2Instance], { InstanceId: id });
  const found = await describeInstances(place, [id]);
  if ('failure' in found) return [unseen(name, atBasicPeriod(requests), found.failure)];
  const [instance] = found.value;
  if (!instance) return [absent(name, `there is no EC2 instance "${id}": check id and region`)];
  const { capacities, notes } = await findInstanceTypes(place, typesOf([instance]));
  const type = instance.InstanceType ?? '';
  return [
    {
      name,
      requests: isDetailed(instance) ? requests : atBasicPeriod(requests),
      capacity: capacities.get(type) ?? {},
      count: 1,
      kind: type,
      notes: [...notes, ...monitoringNotes([instance])],
    },
  ];
}

/** An Auto Scaling group: all its instances together, and how many there are. */
export async function findAutoScalingGroup(place: AwsPlace, groupName: string): Promise<Resource[]> {
  const name = `asg ${groupName}`;
  const dimensions = { AutoScalingGroupName: groupName };
  const use = requestsFor(name, [autoScalingGroupUse], dimensions);
  const { AutoScalingClient, DescribeAutoScalingGroupsCommand } = await import(
    '@aws-sdk/client-auto-scaling'
  );
  const client = new AutoScalingClient(clientSettings(place));
  const found = await lookUp(place, 'autoscaling:DescribeAutoScalingGroups', async () => {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] });
    return (await client.send(command)).AutoScalingGroups?.[0];
  });
  if ('failure' in found) return [unseen(name, atBasicPeriod(use), found.failure)];
  if (!found.value)
    return [absent(name, `there is no Auto Scaling group "${groupName}": check name and region`)];
  const ids = (found.value.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
  const described: Found<Instance[]> = ids.length > 0 ? await describeInstances(place, ids) : { value: [] };
  const instances = 'value' in described ? described.value : [];
  const types = typesOf(instances);
  const { capacities, notes } = await findInstanceTypes(place, types);
  const isMixed = types.length > 1;
  const isCounted = (found.value.EnabledMetrics ?? []).some(
    ({ Metric }) => Metric === 'GroupInServiceInstances',
  );
  return [
    {
      name,
      requests: [
        ...(instances.length > 0 && instances.every(isDetailed) ? use : atBasicPeriod(use)),
        ...(isCounted ? requestsFor(name, [autoScalingGroupSize], dimensions) : []),
      ],
      capacity: isMixed ? {} : (capacities.get(types[0] ?? '') ?? {}),
      count: ids.length,
      kind: types.join(', '),
      notes: [
        ...notes,
        ...('failure' in described ? [`its instances are not known: ${described.failure.text}`] : []),
        ...(isMixed ? ['it has instances of several types: use stays a share'] : []),
        ...(isCounted
          ? []
          : ['its group metrics are off: enable GroupInServiceInstances to see its size change']),
        ...monitoringNotes(instances),
      ],
    },
  ];
}

async function describeInstances(place: AwsPlace, ids: readonly string[]): Promise<Found<Instance[]>> {
  const { EC2Client, DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(clientSettings(place));
  return lookUp(place, 'ec2:DescribeInstances', async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [...ids] }));
    return (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
  });
}

function typesOf(instances: readonly Instance[]): string[] {
  return [
    ...new Set(instances.flatMap(({ InstanceType }): string[] => (InstanceType ? [InstanceType] : []))),
  ];
}

function isDetailed({ Monitoring }: Instance): boolean {
  return Monitoring?.State === 'enabled';
}

function atBasicPeriod(requests: readonly MetricRequest[]): MetricRequest[] {
  return requests.map((request) => ({ ...request, periodMs: basicPeriodMs }));
}

function monitoringNotes(instances: readonly Instance[]): string[] {
  if (instances.every(isDetailed)) return [];
  return ['detailed monitoring is off: there is one value in five minutes'];
}
