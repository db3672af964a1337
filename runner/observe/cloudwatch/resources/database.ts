import type { DBInstance } from '@aws-sdk/client-rds';
import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import { auroraInstance, auroraVolume, rdsInstance } from '../presets/database.ts';
import { ec2TypeOf, findInstanceTypes } from './instance-types.ts';
import { absent, lookUp, type Resource, requestsFor, unseen } from './resource.ts';

/** A database instance of RDS, with what its class has. */
export async function findDatabase(place: AwsPlace, id: string): Promise<Resource[]> {
  const name = `rds ${id}`;
  const { RDSClient, DescribeDBInstancesCommand } = await import('@aws-sdk/client-rds');
  const client = new RDSClient(clientSettings(place));
  const found = await lookUp(place, 'rds:DescribeDBInstances', async () => {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }));
    return DBInstances?.[0];
  });
  if ('failure' in found) {
    return [unseen(name, requestsFor(name, [rdsInstance], { DBInstanceIdentifier: id }), found.failure)];
  }
  if (!found.value) return [absent(name, `there is no database instance "${id}": check name and region`)];
  const sized = await sizeInstances(place, [found.value]);
  return [instanceResource(name, found.value, sized)];
}

/** An Aurora cluster: its writer and each reader apart, and the storage that they share. */
export async function findAurora(place: AwsPlace, id: string): Promise<Resource[]> {
  const name = `aurora ${id}`;
  const { RDSClient, DescribeDBClustersCommand, DescribeDBInstancesCommand } = await import(
    '@aws-sdk/client-rds'
  );
  const client = new RDSClient(clientSettings(place));
  const volume = requestsFor(name, [auroraVolume], { DBClusterIdentifier: id });
  const cluster = await lookUp(place, 'rds:DescribeDBClusters', async () => {
    const { DBClusters } = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }));
    return DBClusters?.[0];
  });
  if ('failure' in cluster) return [unseen(name, volume, cluster.failure)];
  if (!cluster.value) return [absent(name, `there is no Aurora cluster "${id}": check name and region`)];
  const instances = await lookUp(place, 'rds:DescribeDBInstances', async () => {
    const filter = [{ Name: 'db-cluster-id', Values: [id] }];
    return (await client.send(new DescribeDBInstancesCommand({ Filters: filter }))).DBInstances ?? [];
  });
  const known = 'value' in instances ? instances.value : [];
  const sized = await sizeInstances(place, known);
  const members = (cluster.value.DBClusterMembers ?? []).map(({ DBInstanceIdentifier, IsClusterWriter }) => {
    const memberName = `${name} ${IsClusterWriter ? 'writer' : 'reader'} ${DBInstanceIdentifier ?? ''}`;
    const instance = known.find((each) => each.DBInstanceIdentifier === DBInstanceIdentifier);
    const engine = cluster.value?.Engine;
    return instanceResource(memberName, instance ?? { DBInstanceIdentifier, Engine: engine }, sized);
  });
  const notes = 'failure' in instances ? [`the classes are not known: ${instances.failure.text}`] : [];
  return [...members, { name, requests: volume, capacity: {}, notes }];
}

type Sized = Awaited<ReturnType<typeof findInstanceTypes>>;

function sizeInstances(place: AwsPlace, instances: readonly DBInstance[]): Promise<Sized> {
  return findInstanceTypes(
    place,
    instances.flatMap(({ DBInstanceClass = '' }) => ec2TypeOf(DBInstanceClass) ?? []),
  );
}

function instanceResource(name: string, instance: DBInstance, { capacities, notes }: Sized): Resource {
  const { DBInstanceIdentifier = '', DBInstanceClass = '', Engine = '' } = instance;
  const preset = Engine.startsWith('aurora') ? auroraInstance : rdsInstance;
  return {
    name,
    requests: requestsFor(name, [preset], { DBInstanceIdentifier }),
    capacity: capacities.get(ec2TypeOf(DBInstanceClass) ?? '') ?? {},
    count: 1,
    ...(DBInstanceClass !== '' && { kind: DBInstanceClass }),
    notes,
  };
}
