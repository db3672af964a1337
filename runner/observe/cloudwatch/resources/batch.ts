import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import { ecsCluster, ecsClusterInsights } from '../presets/ecs.ts';
import { hasContainerInsights, lastPart } from './ecs.ts';
import { absent, lookUp, type Resource, requestsFor } from './resource.ts';

/** A compute environment of AWS Batch, as the ECS cluster that it is. */
export async function findBatch(place: AwsPlace, environment: string): Promise<Resource[]> {
  const name = `batch ${environment}`;
  const { BatchClient, DescribeComputeEnvironmentsCommand } = await import('@aws-sdk/client-batch');
  const client = new BatchClient(clientSettings(place));
  const found = await lookUp(place, 'batch:DescribeComputeEnvironments', async () => {
    const command = new DescribeComputeEnvironmentsCommand({ computeEnvironments: [environment] });
    return (await client.send(command)).computeEnvironments?.[0];
  });
  if ('failure' in found) return [absent(name, found.failure.text)];
  const { ecsClusterArn, computeResources } = found.value ?? {};
  if (ecsClusterArn === undefined) {
    return [absent(name, `there is no compute environment "${environment}" on ECS: check name and region`)];
  }
  const { ECSClient } = await import('@aws-sdk/client-ecs');
  const insights = await hasContainerInsights(new ECSClient(clientSettings(place)), place, ecsClusterArn);
  const isFargate = computeResources?.type?.startsWith('FARGATE') ?? false;
  const presets = [...(isFargate ? [] : [ecsCluster]), ...(insights.isOn ? [ecsClusterInsights] : [])];
  const maxCores = computeResources?.maxvCpus;
  return [
    {
      name,
      requests: requestsFor(name, presets, { ClusterName: lastPart(ecsClusterArn) }),
      capacity: {},
      kind: `${computeResources?.type ?? 'unmanaged'}${maxCores === undefined ? '' : `, at most ${maxCores} vCPU`}`,
      notes: [
        ...insights.notes,
        ...(presets.length === 0
          ? ['on Fargate it has metrics only with Container Insights, which is off for its cluster']
          : []),
      ],
    },
  ];
}
