import type { AppRunnerClient } from '@aws-sdk/client-apprunner';
import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import { appRunnerService } from '../presets/app-runner.ts';
import { absent, type Capacity, lookUp, type Resource, requestsFor, unseen } from './resource.ts';

/** An App Runner service, by name or ARN, with the size of its instances. */
export async function findAppRunner(place: AwsPlace, nameOrArn: string): Promise<Resource[]> {
  const { AppRunnerClient: Client, DescribeServiceCommand } = await import('@aws-sdk/client-apprunner');
  const client = new Client(clientSettings(place));
  const isArn = nameOrArn.startsWith('arn:');
  const arn = isArn
    ? { value: nameOrArn }
    : await lookUp(place, 'apprunner:ListServices', () => arnOf(client, nameOrArn));
  const [, arnName = nameOrArn, serviceId = ''] = isArn ? (nameOrArn.split(':').at(-1) ?? '').split('/') : [];
  const name = `apprunner ${arnName}`;
  if ('failure' in arn) return [absent(name, arn.failure.text)];
  const serviceArn = arn.value;
  if (serviceArn === undefined) {
    return [absent(name, `there is no App Runner service "${nameOrArn}": check name and region`)];
  }
  const found = await lookUp(place, 'apprunner:DescribeService', () =>
    client.send(new DescribeServiceCommand({ ServiceArn: serviceArn })),
  );
  const requests = (id: string) =>
    requestsFor(name, [appRunnerService], { ServiceName: arnName, ServiceID: id });
  if ('failure' in found)
    return [unseen(name, requests(serviceId || (serviceArn.split('/').at(-1) ?? '')), found.failure)];
  const { ServiceId = '', InstanceConfiguration = {} } = found.value.Service ?? {};
  const { Cpu = '', Memory = '' } = InstanceConfiguration;
  return [
    {
      name,
      requests: requests(ServiceId),
      capacity: instanceSize(Cpu, Memory),
      kind: `CPU ${Cpu}, memory ${Memory}`,
      notes: [],
    },
  ];
}

async function arnOf(client: AppRunnerClient, name: string): Promise<string | undefined> {
  const { paginateListServices } = await import('@aws-sdk/client-apprunner');
  for await (const { ServiceSummaryList = [] } of paginateListServices({ client }, {})) {
    const service = ServiceSummaryList.find(({ ServiceName }) => ServiceName === name);
    if (service) return service.ServiceArn;
  }
  return undefined;
}

/** App Runner writes `1024` or `1 vCPU`, and `2048` or `2 GB`: units as ECS has them, or whole ones. */
export function instanceSize(cpu: string, memory: string): Capacity {
  const cpuNumber = Number.parseFloat(cpu);
  const memoryNumber = Number.parseFloat(memory);
  return {
    ...(cpuNumber > 0 && { cores: /vcpu/i.test(cpu) ? cpuNumber : cpuNumber / 1_024 }),
    ...(memoryNumber > 0 && { memoryBytes: memoryNumber * (/gb/i.test(memory) ? 2 ** 30 : 2 ** 20) }),
  };
}
