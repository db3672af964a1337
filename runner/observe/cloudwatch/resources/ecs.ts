import type { ContainerDefinition, ECSClient, TaskDefinition } from '@aws-sdk/client-ecs';
import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import { ecsService, ecsServiceInsights } from '../presets/ecs.ts';
import { absent, type Capacity, lookUp, type Resource, requestsFor, unseen } from './resource.ts';

const mib = 2 ** 20;
const unitsPerCore = 1_024;

export interface EcsService {
  /** Name or ARN. */
  readonly cluster: string;
  readonly service: string;
}

/** An ECS service with the size and the number of its tasks. */
export async function findEcsService(place: AwsPlace, { cluster, service }: EcsService): Promise<Resource[]> {
  const { ECSClient: Client, DescribeServicesCommand } = await import('@aws-sdk/client-ecs');
  const client = new Client(clientSettings(place));
  const name = `ecs ${lastPart(cluster)}/${lastPart(service)}`;
  const dimensions = { ClusterName: lastPart(cluster), ServiceName: lastPart(service) };
  const describe = async () => {
    const { services } = await client.send(new DescribeServicesCommand({ cluster, services: [service] }));
    return services?.find(({ status }) => status !== 'INACTIVE');
  };
  const plain = requestsFor(name, [ecsService], dimensions);
  const found = await lookUp(place, 'ecs:DescribeServices', describe);
  if ('failure' in found) return [unseen(name, plain, found.failure)];
  if (!found.value) {
    return [
      absent(name, `there is no ECS service "${service}" in cluster "${cluster}": check names and region`),
    ];
  }
  const { taskDefinition = '', runningCount } = found.value;
  const [size, insights] = await Promise.all([
    taskSize(client, place, taskDefinition),
    hasContainerInsights(client, place, cluster),
  ]);
  return [
    {
      name,
      requests: insights.isOn ? [...plain, ...requestsFor(name, [ecsServiceInsights], dimensions)] : plain,
      capacity: size.capacity,
      ...(size.kind !== undefined && { kind: size.kind }),
      ...(size.architecture !== undefined && { architecture: size.architecture }),
      ...(runningCount !== undefined && { count: runningCount }),
      recount: async () => (await describe())?.runningCount,
      notes: [...size.notes, ...insights.notes],
    },
  ];
}

/** The name at the end of an ARN, or the name itself. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) ?? nameOrArn;
}

interface TaskSize {
  readonly capacity: Capacity;
  readonly kind?: string;
  readonly architecture?: 'x86_64' | 'arm64';
  readonly notes: readonly string[];
}

async function taskSize(client: ECSClient, place: AwsPlace, taskDefinition: string): Promise<TaskSize> {
  const { DescribeTaskDefinitionCommand } = await import('@aws-sdk/client-ecs');
  const found = await lookUp(place, 'ecs:DescribeTaskDefinition', () =>
    client.send(new DescribeTaskDefinitionCommand({ taskDefinition })),
  );
  if ('failure' in found)
    return { capacity: {}, notes: [`the size of a task is not known: ${found.failure.text}`] };
  const definition = found.value.taskDefinition ?? {};
  const cpuUnits = reserved(definition, 'cpu');
  const memoryMib = reserved(definition, 'memory');
  return {
    capacity: {
      ...(cpuUnits > 0 && { cores: cpuUnits / unitsPerCore }),
      ...(memoryMib > 0 && { memoryBytes: memoryMib * mib }),
    },
    architecture: definition.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'x86_64',
    kind: `${cpuUnits} CPU units and ${memoryMib} MiB a task`,
    notes: cpuUnits > 0 ? [] : ['the task definition reserves no CPU: its use stays a share'],
  };
}

/** What a task reserves: as a text at the task, or else as numbers at its containers. */
function reserved(definition: TaskDefinition, what: 'cpu' | 'memory'): number {
  const ofTask = Number(definition[what] ?? Number.NaN);
  if (!Number.isNaN(ofTask)) return ofTask;
  const ofContainer = (container: ContainerDefinition) =>
    (what === 'memory' ? (container.memoryReservation ?? container.memory) : container.cpu) ?? 0;
  return (definition.containerDefinitions ?? []).reduce((sum, container) => sum + ofContainer(container), 0);
}

/** Whether a cluster has Container Insights on. */
export async function hasContainerInsights(
  client: ECSClient,
  place: AwsPlace,
  cluster: string,
): Promise<{ readonly isOn: boolean; readonly notes: readonly string[] }> {
  const { DescribeClustersCommand } = await import('@aws-sdk/client-ecs');
  const found = await lookUp(place, 'ecs:DescribeClusters', () =>
    client.send(new DescribeClustersCommand({ clusters: [cluster], include: ['SETTINGS'] })),
  );
  if ('failure' in found) {
    return { isOn: false, notes: [`whether Container Insights is on is not known: ${found.failure.text}`] };
  }
  const settings = found.value.clusters?.flatMap((each) => each.settings ?? []) ?? [];
  const value = settings.find(({ name }) => name === 'containerInsights')?.value ?? 'disabled';
  return { isOn: value !== 'disabled', notes: [] };
}
