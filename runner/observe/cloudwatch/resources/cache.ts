import type { CacheCluster, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import { cacheNode } from '../presets/cache.ts';
import { ec2TypeOf, findInstanceTypes } from './instance-types.ts';
import { absent, type Found, lookUp, type Resource, requestsFor, unseen } from './resource.ts';

/** The nodes of a replication group, or one cluster, of ElastiCache. */
export async function findCache(place: AwsPlace, id: string): Promise<Resource[]> {
  const { ElastiCacheClient: Client } = await import('@aws-sdk/client-elasticache');
  const client = new Client(clientSettings(place));
  const members = await membersOf(client, place, id);
  const name = `elasticache ${id}`;
  if ('failure' in members && members.failure.kind !== 'absent') {
    return [unseen(name, requestsFor(name, [cacheNode], { CacheClusterId: id }), members.failure)];
  }
  const ids = 'value' in members && members.value.length > 0 ? members.value : [id];
  const clusters = await Promise.all(ids.map((member) => clusterOf(client, place, member)));
  const types = clusters.flatMap((found) => ('value' in found ? (typeOf(found.value) ?? []) : []));
  const { capacities, notes } = await findInstanceTypes(place, types);
  return ids.map((member, index) => {
    const nodeName = `elasticache ${member}`;
    const requests = requestsFor(nodeName, [cacheNode], { CacheClusterId: member });
    const found = clusters[index];
    if (!found || 'failure' in found) {
      return found ? unseen(nodeName, requests, found.failure) : absent(nodeName, 'it was not found');
    }
    // A node's memory is less than that of its EC2 type, so that only the cores are taken from there.
    const cores = capacities.get(typeOf(found.value) ?? '')?.cores;
    const kind = found.value?.CacheNodeType;
    return {
      name: nodeName,
      requests,
      capacity: cores === undefined ? {} : { cores },
      count: 1,
      ...(kind !== undefined && { kind }),
      notes,
    };
  });
}

async function membersOf(
  client: ElastiCacheClient,
  place: AwsPlace,
  id: string,
): Promise<Found<readonly string[]>> {
  const { DescribeReplicationGroupsCommand } = await import('@aws-sdk/client-elasticache');
  return lookUp(place, 'elasticache:DescribeReplicationGroups', async () => {
    const { ReplicationGroups } = await client.send(
      new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }),
    );
    return ReplicationGroups?.[0]?.MemberClusters ?? [];
  });
}

async function clusterOf(
  client: ElastiCacheClient,
  place: AwsPlace,
  id: string,
): Promise<Found<CacheCluster | undefined>> {
  const { DescribeCacheClustersCommand } = await import('@aws-sdk/client-elasticache');
  return lookUp(place, 'elasticache:DescribeCacheClusters', async () => {
    const { CacheClusters } = await client.send(new DescribeCacheClustersCommand({ CacheClusterId: id }));
    return CacheClusters?.[0];
  });
}

function typeOf(cluster: CacheCluster | undefined): string | undefined {
  return ec2TypeOf(cluster?.CacheNodeType ?? '');
}
