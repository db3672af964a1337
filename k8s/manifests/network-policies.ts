import type {
  V1NetworkPolicy,
  V1NetworkPolicyEgressRule,
  V1NetworkPolicyPeer,
} from '@kubernetes/client-node';
import { containsNetwork, type Network, parseCidr } from '../../core/guard/cidr.ts';
import type { RunPlan } from '../../core/records/index.ts';
import { coordinatorPorts } from '../coordinator/ports.ts';
import { bucketAddress } from '../results/aws-address.ts';
import { type Component, objectName, podLabels } from '../run-names.ts';
import { k6Port, type RunSettings } from '../settings.ts';
import { metadataOf, type Owner } from './metadata.ts';

/** DNS as Services know it, and as the pods behind them do where that is another port (OpenShift). */
const dnsPorts = [53, 5353];

/**
 * Name look-ups to anywhere: where a cluster's DNS listens differs (pods, a cache at the node's own link-local
 * address, the cloud's metadata address). k6's own guard still refuses to dial there.
 */
const dns: V1NetworkPolicyEgressRule = {
  ports: dnsPorts.flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port }))),
};

/**
 * What the pods of a run may talk to. Workers reach DNS, the coordinator and what the guard allows, and only the
 * coordinator reaches them. It reaches what they do only if it is to see whether the target answers. The command line needs no rule: a forwarded port ends inside of the pod.
 */
export function networkPolicies(plan: RunPlan, settings: RunSettings, owner?: Owner): V1NetworkPolicy[] {
  const policy = (
    component: Component,
    spec: Pick<NonNullable<V1NetworkPolicy['spec']>, 'ingress' | 'egress'>,
  ) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(plan.runId, `${objectName(plan.runId)}-${component}`, settings, owner),
    spec: {
      podSelector: { matchLabels: podLabels(plan.runId, component) },
      policyTypes: ['Ingress', 'Egress'],
      ...spec,
    },
  });
  const podsOf = (component: Component): V1NetworkPolicyPeer[] => [
    { podSelector: { matchLabels: podLabels(plan.runId, component) } },
  ];
  return [
    policy('coordinator', {
      ingress: [{ _from: podsOf('worker'), ports: tcp(coordinatorPorts.workers) }],
      egress: [
        dns,
        { to: podsOf('worker'), ports: tcp(k6Port) },
        ...(settings.targetUrl === undefined ? [] : targets(plan, settings)),
        ...bucket(settings),
      ],
    }),
    policy('worker', {
      ingress: [{ _from: podsOf('coordinator'), ports: tcp(k6Port) }],
      egress: [
        dns,
        { to: podsOf('coordinator'), ports: tcp(coordinatorPorts.workers) },
        ...targets(plan, settings),
      ],
    }),
  ];
}

/** At this address of its node a pod finds the agent of EKS Pod Identity. */
const identityAgents = ['169.254.170.23/32', 'fd00:ec2::23/128'];

/**
 * The bucket that the run is kept in, and where its credentials come from without a Secret. The addresses of S3 and
 * STS change, and a policy knows no names: their ports are open to anywhere.
 */
function bucket({ kubernetes: { results } }: RunSettings): V1NetworkPolicyEgressRule[] {
  if (!results || !('bucket' in results)) return [];
  const { protocol, port } = new URL(bucketAddress(results));
  const https = 443;
  const own = port === '' ? (protocol === 'http:' ? 80 : https) : Number(port);
  if (results.credentialsSecret !== undefined) return [{ ports: tcp(own) }];
  return [
    { ports: [...new Set([own, https])].flatMap(tcp) },
    { to: identityAgents.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(80) },
  ];
}

function tcp(port: number) {
  return [{ protocol: 'TCP', port }];
}

const loopback = ['127.0.0.0/8', '::1/128'].flatMap((text) => parseCidr(text) ?? []);

/** The guard's networks, as far as they lie outside of the worker's own pod, and the pods that the user names. */
function targets({ guard }: RunPlan, { kubernetes, namespace }: RunSettings): V1NetworkPolicyEgressRule[] {
  const networks = guard.allowed
    .filter((text) => !isLoopback(parseCidr(text)))
    .map((cidr): V1NetworkPolicyPeer => ({ ipBlock: { cidr } }));
  const pods = kubernetes.targetPods.map(
    (target): V1NetworkPolicyPeer => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': target.namespace ?? namespace } },
      podSelector: { matchLabels: target.labels },
    }),
  );
  const to = [...networks, ...pods];
  // A rule without peers would allow every address.
  return to.length > 0 ? [{ to }] : [];
}

function isLoopback(network: Network | undefined): boolean {
  return network !== undefined && loopback.some((outer) => containsNetwork(outer, network));
}
