import { httpApi, httpApiStage, restApi, restApiStage } from '../presets/api-gateway.ts';
import { eksCluster, eksPod, eksPodEnhanced, eksService } from '../presets/eks.ts';
import { type Resource, requestsFor } from './resource.ts';

export interface EksWorkload {
  readonly cluster: string;
  readonly namespace?: string | undefined;
  readonly service?: string | undefined;
  /** The name that the pods of a workload share, as Container Insights has it. */
  readonly pod?: string | undefined;
  /** Whether enhanced observability is on, which knows absolute figures. */
  readonly enhanced?: boolean | undefined;
}

/** An EKS cluster and, where named, a service and a workload on it. Container Insights has no place to look them up. */
export function findEks({
  cluster,
  namespace = 'default',
  service,
  pod,
  enhanced = false,
}: EksWorkload): Resource[] {
  const at = (
    name: string,
    presets: Parameters<typeof requestsFor>[1],
    values: Readonly<Record<string, string>>,
  ) => ({
    name,
    requests: requestsFor(name, presets, { ClusterName: cluster, ...values }),
    capacity: {},
    notes: [],
  });
  const name = `eks ${cluster}`;
  return [
    at(name, [eksCluster], {}),
    ...(service === undefined
      ? []
      : [at(`${name} ${namespace}/${service}`, [eksService], { Namespace: namespace, Service: service })]),
    ...(pod === undefined
      ? []
      : [
          at(`${name} ${namespace}/${pod}`, enhanced ? [eksPod, eksPodEnhanced] : [eksPod], {
            Namespace: namespace,
            PodName: pod,
          }),
        ]),
  ];
}

export interface GatewayApi {
  /** A REST API by its name, an HTTP API by its id. */
  readonly rest?: string | undefined;
  readonly http?: string | undefined;
  readonly stage?: string | undefined;
}

/** An API of API Gateway; its name or id is the dimension already. */
export function findApi({ rest, http, stage }: GatewayApi): Resource[] {
  const name = `api ${rest ?? http ?? ''}${stage === undefined ? '' : `/${stage}`}`;
  const [whole, ofStage] = rest === undefined ? [httpApi, httpApiStage] : [restApi, restApiStage];
  const dimensions = { ApiName: rest ?? '', ApiId: http ?? '', Stage: stage ?? '' };
  return [
    {
      name,
      requests: requestsFor(name, [stage === undefined ? whole : ofStage], dimensions),
      capacity: {},
      notes: [],
    },
  ];
}
