import { hourLine } from '../cost/line.ts';
import { findPrice } from '../prices/find-price.ts';
import type { Site } from '../sizing/site.ts';
import { cheapestOf } from './cheapest.ts';
import { clusterLine } from './eks-cluster.ts';
import { fargateSizes, fargateStartMinutes } from './fargate-sizes.ts';
import type { Offer, Platform } from './platform.ts';

const name = 'eks-fargate';
/** What kubelet, kube-proxy and containerd take of a pod's machine. */
const kubernetesMib = 256;

/** Pods of an EKS cluster on Fargate: x86 only, in private subnets, one pod a machine, requests equal to limits. */
export const eksFargate: Platform = {
  name,
  size: (site) => cheapestOf(site, offersOf(site)),
};

/** Every size. */
export function eksFargateOffers(site: Site): readonly Offer[] {
  return offersOf(site).flat();
}

function offersOf(site: Site): readonly (readonly Offer[])[] {
  const price = (item: string) =>
    findPrice(site.priceBook, {
      service: 'AmazonEKS',
      region: site.region,
      item,
      attributes: { platform: 'EKS', os: 'Linux', arch: 'x86_64' },
    });
  const vcpuHour = price('Fargate vCPU');
  const gbHour = price('Fargate memory');
  return fargateSizes.map(({ vcpu, memoryGb }) =>
    memoryGb.map((gb) => ({
      platform: name,
      size: `${vcpu} vCPU, ${gb} GB`,
      unit: 'pod',
      architecture: 'x86_64',
      threadsPerCore: 2,
      vcpu,
      memoryGb: gb - kubernetesMib / 1_024,
      networkGbps: null,
      notes: [
        `a pod may ask for ${gb * 1_024 - kubernetesMib} MiB: ${kubernetesMib} MiB are Kubernetes' own`,
      ],
      charges: {
        linesOf: (pods) => [
          hourLine('compute', 'EKS Fargate vCPU', vcpuHour, vcpu * pods),
          hourLine('compute', 'EKS Fargate memory', gbHour, gb * pods),
          clusterLine(site),
        ],
        nodesOf: undefined,
        gbPerBalancerUnit: 1,
        needsNat: true,
        startLagMinutes: fargateStartMinutes,
        isScaled: true,
      },
    })),
  );
}
