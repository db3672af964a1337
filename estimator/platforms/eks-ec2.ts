import type { InstanceType } from '../prices/hardware.ts';
import type { Site } from '../sizing/site.ts';
import { memoryShare } from '../sizing/task-count.ts';
import { cheapestOf } from './cheapest.ts';
import { burstableRejections, ec2Families, ec2Lines, ec2StartMinutes } from './ec2-charges.ts';
import { clusterLine } from './eks-cluster.ts';
import type { Offer, Platform } from './platform.ts';

const name = 'eks-ec2';
const podVcpus = [0.25, 0.5, 1, 2, 4, 8] as const;
/** Pods that a node may hold, with addresses delegated by prefix. */
const mostPods = 110;
/** GB that a pod asks for where memory was not observed, for each of its vCPUs. */
const usualGbPerVcpu = 2;

/** Pods of an EKS cluster on its own EC2 nodes, packed by what they ask for; of each family the cheapest pair is an option. */
export const eksEc2: Platform = {
  name,
  size(site) {
    const families = ec2Families(site);
    const steady = families.filter(([first]) => !first?.burstable);
    const sized = cheapestOf(
      site,
      steady.map((types) => types.flatMap((type) => podVcpus.flatMap((vcpu) => offersOf(site, type, vcpu)))),
    );
    return { ...sized, rejected: [...sized.rejected, ...burstableRejections(name, families)] };
  },
};

/**
 * What pods can have of a node: less what Kubernetes reserves (6 % of the first core, 1 % of the second, 0.5 % of the next
 * two, 0.25 % of the rest; 255 MiB and 11 MiB a pod; 100 MiB to evict in time), and less the daemon sets.
 */
export function allocatable({ vcpu, memoryMib }: Pick<InstanceType, 'vcpu' | 'memoryMib'>) {
  const between = (from: number, to: number) => Math.max(0, Math.min(vcpu, to) - from);
  const reservedVcpu =
    0.06 * between(0, 1) + 0.01 * between(1, 2) + 0.005 * between(2, 4) + 0.0025 * between(4, Infinity);
  return { vcpu: vcpu - reservedVcpu, memoryMib: memoryMib - 255 - 11 * mostPods - 100 };
}

function offersOf(site: Site, type: InstanceType, vcpu: number): readonly Offer[] {
  const { demand, deployment, connections } = site;
  const room = allocatable(type);
  const usualMib = vcpu * usualGbPerVcpu * 1_024;
  const peakMib = demand.memory
    ? Math.ceil((demand.memory.peakBytes / memoryShare / 2 ** 20 + deployment.sidecarMemoryMib) / 64) * 64
    : usualMib;
  // The run's peak is that of the connections that it held, and a pod is to hold as many as its CPU can serve.
  const memoryMib = connections ? Math.max(usualMib, peakMib) : peakMib;
  const podsPerNode = Math.min(
    Math.floor((room.vcpu - deployment.daemonVcpu) / vcpu),
    Math.floor((room.memoryMib - deployment.daemonMemoryMib) / memoryMib),
    mostPods,
  );
  if (podsPerNode < 1) return [];
  const leastNodes = { none: 1, 'n+1': 2, 'az-loss': deployment.zones }[deployment.redundancy];
  // Where a zone may fail, its share of the pods stands on nodes of its own.
  const zones = deployment.redundancy === 'az-loss' ? deployment.zones : 1;
  const nodesOf = (pods: number) =>
    Math.max(leastNodes, zones * Math.ceil(Math.ceil(pods / zones) / podsPerNode));
  return [
    {
      platform: name,
      size: `${vcpu} vCPU, ${memoryMib} MiB on ${type.name}`,
      unit: 'pod',
      architecture: type.architecture,
      threadsPerCore: type.threadsPerCore,
      vcpu,
      memoryGb: memoryMib / 1_024,
      networkGbps: type.networkGbps === null ? null : type.networkGbps / podsPerNode,
      notes: [podsPerNode === 1 ? 'a node holds one pod' : `${podsPerNode} pods fit a node`],
      charges: {
        linesOf: (pods) => [...ec2Lines(site, type, nodesOf(pods)), clusterLine(site)],
        nodesOf,
        gbPerBalancerUnit: 1,
        needsNat: site.deployment.subnets === 'private',
        startLagMinutes: ec2StartMinutes,
        isScaled: true,
      },
    },
  ];
}
