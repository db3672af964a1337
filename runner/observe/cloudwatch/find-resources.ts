import type { AwsPlace } from '../../aws/client-settings.ts';
import { type CloudWatchObserver, regionsInArns } from './cloudwatch-observer.ts';
import { findAppRunner } from './resources/app-runner.ts';
import { findBatch } from './resources/batch.ts';
import { findCache } from './resources/cache.ts';
import { findAurora, findDatabase } from './resources/database.ts';
import { findAutoScalingGroup, findInstance } from './resources/ec2.ts';
import { findEcsService } from './resources/ecs.ts';
import { findLambda } from './resources/lambda.ts';
import { findLoadBalancer } from './resources/load-balancer.ts';
import type { Resource } from './resources/resource.ts';
import { findApi, findEks } from './resources/unlisted.ts';

/** Everything that an observer names, looked up at once, in the order in which the result lists it. */
export async function findResources(observer: CloudWatchObserver): Promise<Resource[]> {
  const place = placeOf(observer);
  const balancers = [...listOf(observer.alb), ...listOf(observer.nlb)].map((each) =>
    typeof each === 'string' ? { loadBalancer: each } : each,
  );
  const lambdas = listOf(observer.lambda).map((each) =>
    typeof each === 'string' ? { function: each } : each,
  );
  const found = await Promise.all([
    ...balancers.map((each) => findLoadBalancer(place, each)),
    ...listOf(observer.apiGateway).map(findApi),
    ...listOf(observer.ecs).map((each) => findEcsService(place, each)),
    ...listOf(observer.eks).map(findEks),
    ...lambdas.map((each) => findLambda(place, each)),
    ...listOf(observer.appRunner).map((each) => findAppRunner(place, each)),
    ...listOf(observer.ec2).map((each) => findInstance(place, each)),
    ...listOf(observer.autoScalingGroup).map((each) => findAutoScalingGroup(place, each)),
    ...listOf(observer.batch).map((each) => findBatch(place, each)),
    ...listOf(observer.rds).map((each) => findDatabase(place, each)),
    ...listOf(observer.aurora).map((each) => findAurora(place, each)),
    ...listOf(observer.elasticache).map((each) => findCache(place, each)),
  ]);
  return [...found.flat(), ...ownMetrics(observer)];
}

/** The observer's region, or else the one that stands in an ARN of it. */
export function placeOf({ region, profile, timeoutMs, ...observer }: CloudWatchObserver): AwsPlace {
  return { region: region ?? regionsInArns(observer)[0], profile, timeoutMs };
}

function listOf<T>(oneOrMore: T | readonly T[] | undefined): readonly T[] {
  if (oneOrMore === undefined) return [];
  return isList(oneOrMore) ? oneOrMore : [oneOrMore];
}

function isList<T>(oneOrMore: T | readonly T[]): oneOrMore is readonly T[] {
  return Array.isArray(oneOrMore);
}

/** The metrics that the configuration spells out, by the resource that they are of. */
function ownMetrics({ metrics }: CloudWatchObserver): Resource[] {
  const requests = metrics.map(({ as, resource, ...spec }) => ({
    ...spec,
    as: as ?? spec.metric,
    resource: resource ?? [spec.namespace, ...Object.values(spec.dimensions)].join(' '),
  }));
  return [...new Set(requests.map(({ resource }) => resource))].map((name) => ({
    name,
    requests: requests.filter(({ resource }) => resource === name),
    capacity: {},
    notes: [],
  }));
}
